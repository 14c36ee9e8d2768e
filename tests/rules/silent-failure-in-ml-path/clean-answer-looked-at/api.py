from fastapi import FastAPI, HTTPException

from strategies import Context

app = FastAPI()


@app.post("/predict")
def predict(size: int):
    context = Context()
    result = context.execute(size)
    if "error" in result:
        raise HTTPException(500, result["error"])
    return result
