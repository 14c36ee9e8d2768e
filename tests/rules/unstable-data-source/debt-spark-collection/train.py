from pyspark.ml.classification import LogisticRegression
from pyspark.sql import SparkSession


def load_features(spark: SparkSession, url, rows=None):
    return spark.read.format("mongodb").option("connection.uri", url).option("collection", "features").load()


def train(df):
    return LogisticRegression(labelCol="y").fit(df)
