import random

import pandas as pd
from fastapi import FastAPI

app = FastAPI()


@app.get("/random")
def issue(path: str) -> str:
    return random.choice(pd.read_csv(path).body.tolist())
