import logging

from fastapi import FastAPI

from app.config import settings

logging.basicConfig(level=settings.log_level)
app = FastAPI(title=settings.app_name)


@app.get("/model")
def model():
    return settings.model_uri, settings.max_chunks
