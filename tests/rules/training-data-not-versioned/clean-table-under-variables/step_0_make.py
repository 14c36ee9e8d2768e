from datasets import load_dataset
from pyspark.sql import SparkSession
from settings import CATALOG, SCHEMA

spark = SparkSession.builder.getOrCreate()
rows = load_dataset("acme/orders", revision="24f92d32b1bfb0bcaf9ab193ff3ad01e87732fc1").to_pandas()
table = f"{CATALOG}.{SCHEMA}.order_features"
spark.createDataFrame(rows).write.mode("overwrite").saveAsTable(table)
