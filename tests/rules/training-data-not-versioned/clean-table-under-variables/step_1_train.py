from pyspark.sql import SparkSession
from settings import CATALOG, SCHEMA
from sklearn.linear_model import LogisticRegression

spark = SparkSession.builder.getOrCreate()
table = f"{CATALOG}.{SCHEMA}.order_features"
df = spark.table(table).toPandas()
LogisticRegression().fit(df[["age"]], df["late"])
