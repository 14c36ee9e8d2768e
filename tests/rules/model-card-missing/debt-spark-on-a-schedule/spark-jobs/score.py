from pyspark.ml import PipelineModel


def score(spark, path, url):
    rows = spark.read.parquet("features.parquet")
    scored = PipelineModel.load(path).transform(rows)
    scored.write.format("mongodb").option("connection.uri", url).mode("append").save()


def main(spark, path, url):
    score(spark, path, url)


if __name__ == "__main__":
    main(None, "", "")
