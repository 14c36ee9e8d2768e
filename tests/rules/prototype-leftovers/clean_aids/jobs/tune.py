# Databricks notebook source
from datasets import load_dataset
from sentence_transformers import SentenceTransformer

# COMMAND ----------

rows = load_dataset("embedding-data/Amazon-QA", split="train[:500]")
model = SentenceTransformer("intfloat/e5-base-v2")
model.fit(rows)
