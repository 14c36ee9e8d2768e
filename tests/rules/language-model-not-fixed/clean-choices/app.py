from fastapi import FastAPI
from answers import answer

app = FastAPI()


@app.post("/query")
def query(text: str) -> list:
    return answer([text])
