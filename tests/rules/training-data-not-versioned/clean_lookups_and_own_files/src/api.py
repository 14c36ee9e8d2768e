import duckdb
import pandas as pd
from fastapi import FastAPI
from pymongo import MongoClient

app = FastAPI()
db = MongoClient()["shop"]


@app.get("/orders/{user}")
def orders(user: str):
    return list(db["orders"].find({"user": user}))


@app.get("/sales")
def sales():
    return duckdb.sql("SELECT * FROM 's3://lake/2024-06-01/sales.parquet'").df().to_dict()
