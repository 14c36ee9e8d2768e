from fastapi import FastAPI

from strategies import Context

app = FastAPI()


@app.post("/predict")
def predict(size: int):
    context = Context()
    result = context.execute(size)
    print("answered")
    return result
