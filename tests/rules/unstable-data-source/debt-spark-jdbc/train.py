from pyspark.ml.regression import GBTRegressor
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("train").getOrCreate()
rows = spark.read.format("jdbc").option("url", "jdbc:postgresql://db:5432/sales").option("dbtable", "sales").load()
model = GBTRegressor(labelCol="sales", seed=0).fit(rows)
model.write().overwrite().save("model")
