from fastapi import FastAPI
from langchain.agents import create_tool_calling_agent, AgentExecutor

app = FastAPI()
executor = AgentExecutor(agent=create_tool_calling_agent(None, [], None), tools=[])


@app.post("/ask")
def ask(question: str) -> dict:
    return executor.invoke({"input": question})
