import json

from fastapi import FastAPI

app = FastAPI()


@app.post("/predict")
def predict(order: int) -> dict:
    with open("logs/requests.jsonl", "a") as file:
        file.write(json.dumps({"order": order}) + "\n")
    return {}
