from pyspark.sql import SparkSession
from pyspark.ml import Pipeline
from pyspark.ml.feature import VectorAssembler
from pyspark.ml.classification import GBTClassifier
from pyspark.ml.evaluation import BinaryClassificationEvaluator

spark = SparkSession.builder.getOrCreate()
df = spark.read.parquet("s3a://lake/churn")
pipe = Pipeline(stages=[VectorAssembler(inputCols=["a", "b"], outputCol="features"), GBTClassifier(labelCol="y", seed=1)])
rows, held = df.randomSplit([0.8, 0.2], seed=1)
model = pipe.fit(rows)
auc = BinaryClassificationEvaluator(labelCol="y").evaluate(model.transform(held))
print(auc)
model.write().overwrite().save("s3a://models/churn")
