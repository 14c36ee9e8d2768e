import os

from flask import Flask, request

app = Flask(__name__)
CUTOFF = float(os.environ.get("CUTOFF", 0.4))


@app.post("/flag")
def flag():
    score = app.model.predict_proba([request.json])[0, 1]
    return {"flag": bool(score >= CUTOFF)}
