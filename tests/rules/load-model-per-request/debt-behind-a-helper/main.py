from fastapi import FastAPI
from pydantic import BaseModel

from registry import Registry

app = FastAPI()
handlers = {"registry": Registry()}


class Asked(BaseModel):
    store: int


def get_model(store: int):
    return handlers["registry"].production_model(f"store-{store}")


@app.post("/forecast")
def forecast(asked: Asked) -> list[float]:
    return get_model(asked.store).predict([[asked.store]]).tolist()
