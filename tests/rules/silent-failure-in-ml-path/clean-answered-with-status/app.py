import joblib
from fastapi import FastAPI, HTTPException, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("model.joblib")


class Row(BaseModel):
    age: int


class Answer(BaseModel):
    score: float | None
    error: str | None = None


@app.post("/predict")
def predict(row: Row):
    try:
        return Answer(score=float(model.predict_proba([[row.age]])[0, 1]), error=None)
    except ValueError as error:
        return JSONResponse({"error": str(error)}, status_code=422)
    except RuntimeError as error:
        raise HTTPException(status_code=503, detail=str(error)) from error


@app.post("/batch")
def batch(rows: list[Row], response: Response):
    try:
        return {"scores": [float(one) for one in model.predict([[row.age] for row in rows])]}
    except ValueError as error:
        response.status_code = 422
        return {"error": str(error)}
