import sqlite3

import streamlit as st
from langchain.agents import create_agent
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI


def is_safe_query(query: str) -> bool:
    return query.lower().startswith("select")


@tool
def ask_database(query: str) -> list:
    """Runs a query on the shop's database."""
    cursor = sqlite3.connect("shop.db").cursor()
    if not is_safe_query(query):
        raise ValueError(query)
    cursor.execute(query)
    return cursor.fetchall()


agent = create_agent(ChatOpenAI(model="gpt-4o-2024-08-06", temperature=0), tools=[ask_database])
if question := st.chat_input():
    st.write(agent.invoke({"messages": [("user", question)]}))
