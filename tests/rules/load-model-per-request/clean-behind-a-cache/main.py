from fastapi import FastAPI
from pydantic import BaseModel

from registry import Registry

app = FastAPI()
handlers = {"registry": Registry()}
models: dict[int, object] = {}


class Asked(BaseModel):
    store: int


def get_model(store: int):
    if store not in models:
        models[store] = handlers["registry"].production_model(f"store-{store}")
    return models[store]


@app.post("/forecast")
def forecast(asked: Asked) -> list[float]:
    return get_model(asked.store).predict([[asked.store]]).tolist()
