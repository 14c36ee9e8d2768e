from fastapi import FastAPI
from snowflake.snowpark import Session

app = FastAPI()
session = Session.builder.configs({}).create()


@app.get("/customers/{key}")
def customer(key: str):
    return session.table("ANALYTICS.CUSTOMERS").filter(f"ID = '{key}'").collect()
