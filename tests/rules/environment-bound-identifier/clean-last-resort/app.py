import os
from pathlib import Path

from fastapi import FastAPI
from xgboost import Booster

app = FastAPI()
MODELS = {
    "vitals": "mlruns/1/3e21f380b380422d8d52f78904e54ad4/artifacts",
    "labs": "mlruns/1/fe64aac54f344999baa217f56e4e963c/artifacts",
}


def place(features: str) -> Path:
    given = os.environ.get(f"MODEL_DIR_{features.upper()}") or os.environ.get("MODEL_DIR")
    if given:
        return Path(given)
    if features not in MODELS:
        raise ValueError(features)
    return Path(MODELS[features])


@app.post("/predict")
def predict(row: list[float], features: str) -> float:
    return float(Booster(model_file=place(features) / "model.ubj").predict([row])[0])
