import pickle

from fastapi import FastAPI

app = FastAPI()


class Predictor:
    def __init__(self, path):
        self.model = None
        try:
            with open(path, "rb") as file:
                self.model = pickle.load(file)
        except Exception as error:
            print("no model", error)

    def score(self, rows):
        return self.model.predict_proba(rows)[:, 1]


predictor = Predictor("model.pkl")


@app.post("/score")
def score(a: float) -> float:
    return float(predictor.score([[a]])[0])
