from fastapi import FastAPI

from app import chat

app = FastAPI()
app.include_router(chat.router)
