from pyspark.sql import SparkSession


def context():
    spark: SparkSession = SparkSession.builder.getOrCreate()
    return spark._jsc.hadoopConfiguration()
