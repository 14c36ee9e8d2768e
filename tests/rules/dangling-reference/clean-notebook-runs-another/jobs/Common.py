# Databricks notebook source
import mlflow

client = mlflow.MlflowClient()


def assert_widget(value, name):
    if len(value.rstrip()) == 0:
        raise ValueError(f"'{name}' widget is required")


# COMMAND ----------

assert_widget(secrets_scope, "2. Secrets scope")
