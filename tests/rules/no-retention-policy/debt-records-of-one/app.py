from fastapi import FastAPI
import joblib

from log import Log

app = FastAPI()
model = joblib.load("model.joblib")
log = Log("requests.jsonl")


@app.get("/recommend/{user_id}")
def recommend(user_id: int) -> list[int]:
    items = [int(one) for one in model.predict([[user_id]])[0]]
    log.log_request(user_id=user_id, prediction=items)
    return items
