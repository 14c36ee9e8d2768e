import import_ipynb
from fastapi import FastAPI

import notebooks.train

app = FastAPI()


@app.get("/score")
def score(a: float) -> float:
    return float(notebooks.train.model.predict([[a]])[0])
