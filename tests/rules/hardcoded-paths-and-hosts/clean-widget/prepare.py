# Databricks notebook source
dbutils.widgets.text("source", "s3a://acme-claims/claims/")
dbutils.widgets.dropdown("target", "s3a://acme-claims/out/", ["s3a://acme-claims/out/", "s3a://acme-members/out/"])

# COMMAND ----------

claims = spark.read.parquet(dbutils.widgets.get("source"))
claims.write.parquet(dbutils.widgets.get("target"))
