from typing import Annotated

import mlflow.pyfunc
from fastapi import Depends, FastAPI
from pydantic import BaseModel

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/forecaster/3")
Settings = Annotated[dict, Depends(dict)]


class Asked(BaseModel):
    store: int


@app.post("/forecast")
async def forecast(asked: Asked, settings: Settings) -> float:
    return float(model.predict([[asked.store]])[0])
