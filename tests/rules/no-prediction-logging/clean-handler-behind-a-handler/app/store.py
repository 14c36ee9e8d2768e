import json
import sqlite3

db = sqlite3.connect("answers.db")


def log_prediction(row: dict, prediction: float, *, model_version: str, request_id: str) -> None:
    db.execute("INSERT INTO answers VALUES (?, ?, ?, ?)", (json.dumps(row), prediction, model_version, request_id))
    db.commit()
