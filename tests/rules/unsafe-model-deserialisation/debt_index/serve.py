from fastapi import FastAPI

from chain import make_chain

app = FastAPI()


@app.post("/ask")
def ask(question: str) -> str:
    return make_chain().invoke(question)["result"]
