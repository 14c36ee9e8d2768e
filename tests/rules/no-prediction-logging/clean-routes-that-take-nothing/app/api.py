import joblib
from fastapi import APIRouter, Depends, FastAPI

app = FastAPI()
router = APIRouter()
MODEL = joblib.load("models/churn.joblib")
ROWS = [[1.0, 2.0], [3.0, 4.0]]


@router.get("/sample_table")
def sample_table():
    return {"scores": MODEL.predict_proba(ROWS)[:, 1].tolist()}


@router.get("/")
async def health_check(row: dict):
    return {"ready": bool(MODEL.predict([list(row.values())])[0] >= 0)}


@router.post("/embeddings")
def embeddings(texts: list[str]):
    return {"vectors": MODEL.predict(texts).tolist()}


app.include_router(router)
