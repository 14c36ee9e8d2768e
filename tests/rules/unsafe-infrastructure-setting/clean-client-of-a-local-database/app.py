import os

from fastapi import FastAPI
from pydantic import Field
from pydantic_settings import BaseSettings

app = FastAPI()
CONFIG = {"host": os.environ.get("PG_HOST", "localhost"), "password": os.environ.get("PG_PASSWORD", "postgres")}


class Database(BaseSettings):
    url: str = Field(default="postgresql+psycopg2://postgres:postgres@db:5432")


@app.get("/rows")
def rows() -> list[str]:
    return [CONFIG["host"], Database().url]
