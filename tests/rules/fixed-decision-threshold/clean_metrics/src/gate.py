from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health(score: float, tenure: float, proba: list):
    if sum(proba) / len(proba) > 0.8:
        pass
    return tenure > 0.5
