import joblib
from fastapi import FastAPI
from pydantic import BaseModel

from app.rank import Ranker

app = FastAPI()
model = joblib.load("model.joblib")
app.state.settings = {}
app.state.settings.update({"limit": 10})
vectors = {}
ranker = Ranker()


def load_vectors(rows):
    for name, row in rows:
        vectors[name] = row


class Row(BaseModel):
    age: float
    name: str


@app.post("/predict")
def predict(row: Row):
    payload = {}
    payload["score"] = float(model.predict([[row.age, *vectors.get(row.name, [0.0])]])[0])
    payload.update({"rank": ranker.rank([row.age])})
    return payload
