from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()


def split(path):
    table = spark.read.parquet(path)
    train, test = table.randomSplit([0.8, 0.2])
    train.write.parquet("train")
    test.write.parquet("test")
