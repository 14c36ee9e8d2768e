import sqlite3

from fastapi import FastAPI

app = FastAPI()
db = sqlite3.connect("forecasts.db")


def forecast_plain_fields(row: tuple) -> dict:
    return {"zone": row[0], "demand": row[1], "words": "busy" if row[1] > 40 else "quiet"}


@app.get("/latest")
def latest() -> list[dict]:
    return [forecast_plain_fields(row) for row in db.execute("SELECT zone, demand FROM forecast ORDER BY zone")]
