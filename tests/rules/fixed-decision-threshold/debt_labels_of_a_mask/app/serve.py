from fastapi import FastAPI
from scipy import sparse

app = FastAPI()


class Tags:
    def __init__(self, model, cutoff_prob: float = 0.1):
        self.model = model
        self.cutoff_prob = cutoff_prob

    def predict_proba(self, rows):
        proba = self.model.predict_proba(rows)
        labels = rows * 0
        labels[proba > self.cutoff_prob] = 1
        return sparse.csr_matrix(labels)


@app.post("/predict/")
def predict(row: list[float]) -> list[float]:
    return Tags(app.state.model).predict_proba([row]).toarray()[0].tolist()
