from fastapi import FastAPI

from chat_modes import CHAT_MODES
from tools import Tools

app = FastAPI()
tools = Tools("user_tools")


@app.post("/chat/{mode}")
def chat(mode: str, text: str) -> str:
    return CHAT_MODES[mode](text) + tools.names()
