import joblib
import pandas as pd
from fastapi import FastAPI, HTTPException, UploadFile
from PIL import Image

app = FastAPI()
model = joblib.load("model.joblib")
COLUMNS = ["age", "spend"]


def table_of(upload):
    table = pd.read_csv(upload)
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise HTTPException(status_code=422, detail=f"missing columns: {missing}")
    return table[COLUMNS]


@app.post("/predict_file")
def predict_file(file: UploadFile):
    return {"scores": model.predict_proba(table_of(file.file))[:, 1].tolist()}


@app.post("/predict_picture")
def predict_picture(file: UploadFile):
    return {"label": int(model.predict(Image.open(file.file)))}
