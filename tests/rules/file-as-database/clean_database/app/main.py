import sqlite3

from fastapi import FastAPI

app = FastAPI()


@app.post("/feedback")
def feedback(order: int, good: bool) -> dict:
    with sqlite3.connect("feedback.db") as connection:
        connection.execute("INSERT INTO feedback VALUES (?, ?)", (order, good))
    return {}
