from pyspark.sql import SparkSession


def save_features(df, collection_name="weather_features"):
    df.write.format("mongodb").option("database", "weather").option("collection", collection_name).mode("append").save()


def main():
    spark = SparkSession.builder.getOrCreate()
    save_features(spark.read.parquet("data/raw"))
