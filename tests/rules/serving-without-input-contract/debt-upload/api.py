import joblib
import pandas as pd
from fastapi import FastAPI, HTTPException, UploadFile

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict_file")
def predict_file(file: UploadFile):
    table = pd.read_csv(file.file)
    if table.empty:
        raise HTTPException(status_code=400, detail="no rows")
    return {"scores": model.predict_proba(table)[:, 1].tolist()}
