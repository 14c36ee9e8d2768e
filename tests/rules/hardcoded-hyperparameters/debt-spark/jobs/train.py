from pyspark.ml.classification import GBTClassifier
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
df = spark.read.parquet("x")
gbt = GBTClassifier(labelCol="y", maxDepth=7, maxIter=80, stepSize=0.07, subsamplingRate=0.8)
model = gbt.fit(df)
model.write().overwrite().save("m")
