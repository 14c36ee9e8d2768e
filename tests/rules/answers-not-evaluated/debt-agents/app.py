from agents import Runner
from fastapi import FastAPI

from team.support import support

app = FastAPI()


async def _run(question: str) -> str:
    result = await Runner.run(support, question)
    return str(result.final_output)


@app.post("/ask")
async def ask(question: str) -> str:
    return await _run(question)
