from app.config import settings
from fastapi import FastAPI

app = FastAPI()


@app.post("/predict")
def predict(key: str):
    return len(settings.ops_db_password) + len(settings.you_api_key) + len(key)
