from pyspark.ml.classification import LogisticRegression
from pyspark.sql import SparkSession


def load_features(spark: SparkSession, url, rows=None):
    rows.write.format("mongodb").option("connection.uri", url).option("collection", "features").mode("append").save()


def train(df):
    return LogisticRegression(labelCol="y").fit(df)
