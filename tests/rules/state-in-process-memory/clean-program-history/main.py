from fastapi import FastAPI

app = FastAPI()
messages = ["hello", "welcome"]


@app.post("/chat")
def chat(text: str) -> dict:
    history = []
    history.append(text)
    return {"answer": messages, "so_far": history}
