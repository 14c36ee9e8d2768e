import os

import requests
from fastapi import FastAPI

app = FastAPI()
CHECK = "https://check.example.com/v1"
ISA = os.environ["CPU_ISA"]


@app.get("/scores")
def scores() -> list[str]:
    answer = requests.get(CHECK, headers={"key": os.environ["SCREENING_API_KEY"]}, timeout=5)
    return [ISA, answer.text]
