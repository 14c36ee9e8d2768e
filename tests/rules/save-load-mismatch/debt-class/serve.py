import pickle

from fastapi import FastAPI

app = FastAPI()


class Scorer:
    def __init__(self):
        with open("models/model_v1.pkl", "rb") as file:
            self.model = pickle.load(file)


scorer = Scorer()


@app.post("/predict")
def predict(row: dict):
    return {"p": float(scorer.model.predict_proba([[row["age"]]])[0][1])}
