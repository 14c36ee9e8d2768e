from fastapi import FastAPI

from app.embeddings import EmbeddingService

app = FastAPI()
service = EmbeddingService()


@app.post("/search")
def search(query: str) -> list[float]:
    return service.embed(query)
