from app.config import JWT_SECRET, settings
from fastapi import FastAPI

app = FastAPI()


@app.post("/predict")
def predict(key: str):
    return key == settings.api_key and bool(JWT_SECRET) and settings.database_password is None
