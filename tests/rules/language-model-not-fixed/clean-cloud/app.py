from fastapi import FastAPI
from langchain_openai import AzureChatOpenAI

app = FastAPI()
model = AzureChatOpenAI(azure_deployment="support", model="gpt-4o-2024-08-06", temperature=0)


@app.post("/ask")
def ask(question: str) -> str:
    return str(model.invoke(question).content)
