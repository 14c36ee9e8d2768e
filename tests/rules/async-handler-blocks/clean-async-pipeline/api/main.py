from fastapi import FastAPI
from haystack import AsyncPipeline, Pipeline

app = FastAPI()
pipeline = AsyncPipeline()
indexing = Pipeline()


@app.post("/search")
async def search(query: str) -> str:
    found = await pipeline.run_async({"prompt": {"query": query}})
    return found["llm"]["replies"][0]


@app.post("/documents")
def index(text: str) -> int:
    return indexing.run({"writer": {"text": text}})["writer"]["documents_written"]
