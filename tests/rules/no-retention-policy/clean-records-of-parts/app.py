from fastapi import FastAPI
import joblib

from log import Log

app = FastAPI()
model = joblib.load("model.joblib")
log = Log("requests.jsonl")


@app.get("/recommend/{machine_id}")
def recommend(machine_id: int) -> list[int]:
    items = [int(one) for one in model.predict([[machine_id]])[0]]
    log.log_request(machine_id=machine_id, prediction=items)
    return items
