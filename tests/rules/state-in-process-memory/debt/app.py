from fastapi import FastAPI

app = FastAPI()
sessions: dict[str, list[str]] = {}


@app.post("/chat")
def chat(session_id: str, text: str) -> list[str]:
    if session_id not in sessions:
        sessions[session_id] = []
    sessions[session_id].append(text)
    return sessions[session_id]
