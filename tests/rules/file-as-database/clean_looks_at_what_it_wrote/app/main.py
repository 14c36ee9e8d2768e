import csv
import logging

from fastapi import FastAPI

app = FastAPI()


def _export(path: str, rows: list) -> bool:
    with open("exports/transfers.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=["sender", "receiver", "amount"])
        writer.writeheader()
        writer.writerows(rows)
    with open("exports/transfers.csv") as file:
        logging.info("%d lines written", sum(1 for _ in file))
    return True


@app.post("/export")
def export(rows: list):
    return {"done": _export("exports/transfers.csv", rows)}
