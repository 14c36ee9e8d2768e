from fastapi import APIRouter

from app.chunks import split
from app.store import build_store

router = APIRouter()


@router.post("/ingest")
def ingest(text: str):
    return {"ids": build_store().add_documents(split(text))}
