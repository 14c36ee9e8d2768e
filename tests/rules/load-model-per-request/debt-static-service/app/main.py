from fastapi import FastAPI
from pydantic import BaseModel

from app.service import SentimentService

app = FastAPI()


class Text(BaseModel):
    text: str


@app.post("/sentiment")
def sentiment(body: Text):
    return SentimentService.classify(body.text)
