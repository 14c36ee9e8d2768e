from pyspark.sql import SparkSession
from sklearn.linear_model import LogisticRegression

spark = SparkSession.builder.getOrCreate()
df = spark.sql("SELECT * FROM order_features").toPandas()
LogisticRegression().fit(df[["age"]], df["late"])
