import os
from pathlib import Path

import joblib
from fastapi import FastAPI

app = FastAPI()
FOUND = [path for path in Path(os.environ["MODEL_FOLDER"]).glob("*.pkl") if path.is_file()]
model = joblib.load(FOUND[0])


@app.post("/predict")
def predict(x: float):
    return model.predict([[x]])
