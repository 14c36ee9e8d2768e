from langchain_community.agent_toolkits import create_sql_agent
from langchain_community.utilities import SQLDatabase
from langchain_openai import ChatOpenAI

db = SQLDatabase.from_uri("postgresql://app@db/shop")
agent = create_sql_agent(ChatOpenAI(model="gpt-4o-2024-08-06"), db=db, agent_type="openai-tools")


def answer(question: str) -> str:
    return agent.invoke({"input": question})["output"]
