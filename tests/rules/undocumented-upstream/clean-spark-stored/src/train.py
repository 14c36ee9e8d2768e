from pyspark.ml.regression import LinearRegression
from pyspark.sql import SparkSession


def load():
    spark = SparkSession.builder.getOrCreate()
    return spark.read.format("mongodb").option("database", "weather").option("collection", "weather_features").load()


def main():
    return LinearRegression(labelCol="y").fit(load())
