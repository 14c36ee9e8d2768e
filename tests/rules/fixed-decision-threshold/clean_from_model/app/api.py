from fastapi import FastAPI

app = FastAPI()


@app.post("/approve")
def approve(rows: list):
    proba = app.state.model.predict_proba(rows)[:, 1]
    if proba[0] > app.state.meta["threshold"]:
        return {"approved": True}
    return {"approved": False}
