from fastapi import FastAPI
from langchain.memory import ConversationBufferMemory

app = FastAPI()
memory = ConversationBufferMemory()
chat_history: list[str] = []


@app.post("/chat")
def chat(text: str) -> dict:
    chat_history.append(text)
    return {"answer": memory.load_memory_variables({}), "so_far": chat_history}
