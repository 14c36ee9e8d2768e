# Databricks notebook source
import subprocess

# COMMAND ----------

subprocess.run(["ruff", "check", "."], check=True)
