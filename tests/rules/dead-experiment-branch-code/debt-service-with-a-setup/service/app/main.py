from fastapi import FastAPI

from app.model import train

app = FastAPI()


@app.post("/train")
def again(rows: list[list[float]], labels: list[int]) -> list[float]:
    return train(rows, labels).coef_[0].tolist()
