import joblib
from fastapi import FastAPI, Request
app = FastAPI()
@app.on_event("startup")
def start():
    app.state.model = None
    try:
        app.state.model = joblib.load("m.pkl")
    except Exception:
        print("no model")
@app.post("/predict")
def predict(request: Request, x: list[float]):
    return float(request.app.state.model.predict([x])[0])
