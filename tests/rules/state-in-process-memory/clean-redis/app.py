import redis
from fastapi import FastAPI

app = FastAPI()
sessions = redis.Redis()


@app.post("/chat")
def chat(session_id: str, text: str) -> None:
    sessions.rpush(session_id, text)
    sessions.expire(session_id, 3600)
