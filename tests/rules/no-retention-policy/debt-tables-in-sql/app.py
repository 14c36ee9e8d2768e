import asyncpg
from fastapi import FastAPI

app = FastAPI()


@app.post("/messages")
async def keep(conversation: str, text: str) -> None:
    connection = await asyncpg.connect()
    await connection.execute("INSERT INTO messages (conversation, role, content) VALUES ($1, 'user', $2)", conversation, text)
