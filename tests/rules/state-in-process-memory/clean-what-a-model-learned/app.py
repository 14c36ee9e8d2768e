import joblib
from fastapi import FastAPI

from recommender import Recommender

app = FastAPI()
model: Recommender = joblib.load("model.joblib")


@app.get("/recommend/{user_id}")
def recommend(user_id: int) -> list[int]:
    return model.predict(user_id)
