from typing import Annotated

import mlflow.pyfunc
from fastapi import Depends, FastAPI
from pydantic import BaseModel

from security import User, current_user

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/forecaster/3")


class Asked(BaseModel):
    store: int


@app.post("/forecast")
async def forecast(asked: Asked, who: Annotated[User, Depends(current_user)]) -> float:
    return float(model.predict([[asked.store]])[0])
