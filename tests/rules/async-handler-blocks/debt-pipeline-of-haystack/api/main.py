from fastapi import FastAPI

from api.service import Answers

app = FastAPI()
answers = Answers()


@app.post("/search")
async def search(query: str) -> str:
    return answers.search(query)
