# Databricks notebook source
import pandas as pd
from sklearn.preprocessing import StandardScaler

# COMMAND ----------

frame = spark.table("silver.customers").toPandas()
try:
    scaled = StandardScaler().fit_transform(frame)
except Exception as error:
    print(error)
