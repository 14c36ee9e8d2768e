import os

from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter(prefix="/models")
limit = int(os.environ.get("ROW_LIMIT", "100"))


@router.get("/latest")
def latest() -> int:
    return limit


@app.get("/health")
def health() -> str:
    return "ok"


app.include_router(router)
