# Databricks notebook source
# MAGIC %md ### Import a model: `%run ./Common` comes first

# COMMAND ----------

model_name = dbutils.widgets.get("1. Model name")
assert_widget(model_name, "1. Model name")
print(model_name)
