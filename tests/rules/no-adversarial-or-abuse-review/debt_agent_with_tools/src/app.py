from fastapi import FastAPI
from langchain_community.agent_toolkits import create_sql_agent
from langchain_openai import ChatOpenAI

app = FastAPI()
executor = create_sql_agent(ChatOpenAI(model="gpt-4o"), db=None)


@app.post("/ask")
def ask(question: str) -> dict:
    return executor.invoke({"input": question})
