import os

from fastapi import FastAPI

app = FastAPI()
FOLDER = os.environ["SCORES_FOLDER"]


@app.get("/rows")
def rows() -> list[str]:
    return os.listdir(FOLDER)
