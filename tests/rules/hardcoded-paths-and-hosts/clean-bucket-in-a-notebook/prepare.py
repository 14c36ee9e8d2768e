# Databricks notebook source
dbutils.widgets.text("source", "s3a://acme-claims/claims/")

# COMMAND ----------

claims = spark.read.parquet(dbutils.widgets.get("source"))
members = spark.read.parquet("s3a://acme-claims/members/")
