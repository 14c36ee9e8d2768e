from pyspark.ml.classification import RandomForestClassifier
from pyspark.sql import SparkSession


def main():
    spark = SparkSession.builder.getOrCreate()
    df = spark.read.table("silver.customers").limit(10000)
    model = RandomForestClassifier(labelCol="churn", featuresCol="features").fit(df)
    model.write().overwrite().save("models/churn")


if __name__ == "__main__":
    main()
