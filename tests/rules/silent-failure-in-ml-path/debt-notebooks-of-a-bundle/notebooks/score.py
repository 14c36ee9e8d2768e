# Databricks notebook source
import mlflow
import pandas as pd

# COMMAND ----------

model = mlflow.pyfunc.load_model("models:/churn@champion")
frame = spark.table("gold.customers").toPandas()

# COMMAND ----------

try:
    frame["score"] = model.predict(frame)
except Exception as error:
    print(f"scoring failed: {error}")

# COMMAND ----------

dbutils.notebook.run("./steps/features", 3600, {"day": "today"})
spark.createDataFrame(frame).write.mode("overwrite").saveAsTable("gold.scores")
