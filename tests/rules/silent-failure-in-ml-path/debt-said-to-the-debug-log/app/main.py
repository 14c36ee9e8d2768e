from fastapi import FastAPI
import joblib, logging
log = logging.getLogger(__name__)
app = FastAPI(); model = joblib.load("m.pkl")
async def infer(x):
    try:
        return float(model.predict([x])[0])
    except Exception as e:
        log.debug("failed %s", e)
        return 0.0
@app.post("/predict")
async def predict(x: list[float]):
    return {"y": await infer(x)}
