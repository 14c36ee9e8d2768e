from fastapi import FastAPI

app = FastAPI()


@app.post("/loan")
def approve_loan(body: dict):
    probability = model.predict_proba([body["income"]])[0, 1]
    return {"granted": bool(probability > 0.5)}
