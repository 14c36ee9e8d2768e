import joblib
import numpy as np
from sanic import Sanic
from sanic.response import json

app = Sanic("scoring")


@app.before_server_start
async def load(app, _):
    app.ctx.model = joblib.load("model.joblib")


@app.post("/predict")
async def predict(request):
    row = request.json
    return json({"score": float(app.ctx.model.predict(np.array([list(row.values())]))[0])})
