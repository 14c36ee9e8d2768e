import os

from fastapi import FastAPI

app = FastAPI()
FOLDER = os.environ["SCORES_FOLDER"]


@app.get("/scores")
def scores() -> list[str]:
    return os.listdir(FOLDER)
