from pyspark.ml.classification import LogisticRegression
from pyspark.sql import SparkSession


def train(spark: SparkSession):
    df = spark.read.parquet("features.parquet")
    df = df.dropna()
    return LogisticRegression(labelCol="y").fit(df)
