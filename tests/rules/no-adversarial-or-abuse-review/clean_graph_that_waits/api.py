from fastapi import FastAPI

from graph import make

app = FastAPI()


@app.post("/chat")
async def chat(message: str) -> str:
    return await make(None, True).ainvoke(message)
