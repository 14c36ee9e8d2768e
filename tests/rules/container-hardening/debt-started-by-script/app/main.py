import joblib
from flask import Flask, request

app = Flask(__name__)
model = joblib.load("model.joblib")


@app.post("/predict")
def predict():
    return {"score": float(model.predict([request.json])[0])}


if __name__ == "__main__":
    app.run(host="0.0.0.0")
