import pandas as pd
from fastapi import FastAPI
from sklearn.linear_model import LogisticRegression

app = FastAPI()


@app.post("/retrain")
async def retrain():
    table = pd.read_csv("data/train.csv")
    model = LogisticRegression(C=0.5).fit(table[["age"]], table["churned"])
    return {"classes": len(model.classes_)}
