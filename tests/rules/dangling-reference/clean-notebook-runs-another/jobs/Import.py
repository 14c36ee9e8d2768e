# Databricks notebook source
# MAGIC %md ### Import a model

# COMMAND ----------

secrets_scope = dbutils.widgets.get("2. Secrets scope")

# COMMAND ----------

# MAGIC %run ./Common

# COMMAND ----------

model_name = dbutils.widgets.get("1. Model name")
assert_widget(model_name, "1. Model name")

# COMMAND ----------

print(client.get_registered_model(model_name))
