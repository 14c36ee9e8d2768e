from fastapi import FastAPI

app = FastAPI()


class Labels:
    def __init__(self, model, threshold: float = 0.9):
        self.model = model
        self.threshold = threshold

    def label(self, row):
        prob = self.model.predict_proba([row])[0]
        best = int(prob.argmax())
        if prob[best] < self.threshold:
            return "other"
        return str(best)


@app.post("/predict/")
def predict(row: list[float]) -> str:
    return Labels(app.state.model).label(row)
