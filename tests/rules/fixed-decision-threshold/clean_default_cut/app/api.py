from fastapi import FastAPI

app = FastAPI()


@app.post("/predict")
def predict(body: dict):
    probability = model.predict_proba([body["text"]])[0, 1]
    return {"label": "positive" if probability > 0.5 else "negative"}
