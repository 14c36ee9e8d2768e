# Databricks notebook source
# MAGIC %md ### Import a model

# COMMAND ----------

# MAGIC %run ./Common

# COMMAND ----------

model_name = dbutils.widgets.get("1. Model name")
assert_widget(model_name, "1. Model name")

# COMMAND ----------

print(client.get_registered_model(model_name))
