from fastapi import FastAPI

from agent import agent

app = FastAPI()


@app.post("/chat")
async def chat(message: str) -> str:
    result = await agent.run(message)
    return result.output
