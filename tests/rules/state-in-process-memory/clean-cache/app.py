from fastapi import FastAPI

app = FastAPI()
session_cache: dict[str, list[str]] = {}


@app.post("/chat")
def chat(session_id: str, text: str) -> list[str]:
    if session_id not in session_cache:
        session_cache[session_id] = []
    session_cache[session_id].append(text)
    return session_cache[session_id]
