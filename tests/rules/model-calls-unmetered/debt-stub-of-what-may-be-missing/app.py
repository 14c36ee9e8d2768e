from fastapi import FastAPI

try:
    from langchain_openai import ChatOpenAI
except ImportError:

    class ChatOpenAI:
        def __init__(self, **settings):
            raise ImportError("langchain-openai is not installed")


app = FastAPI()
llm = ChatOpenAI(model="gpt-4o-2024-08-06")


@app.post("/ask")
def ask(question: str) -> str:
    return llm.invoke(question).content
