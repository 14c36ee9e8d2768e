import sqlite3

import streamlit as st
from langchain.agents import create_agent
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI


@tool
def ask_database(query: str) -> list:
    """Runs a query on the shop's database."""
    cursor = sqlite3.connect("shop.db").cursor()
    cursor.execute(query)
    return cursor.fetchall()


agent = create_agent(ChatOpenAI(model="gpt-4o-2024-08-06", temperature=0), tools=[ask_database])
if question := st.chat_input():
    st.write(agent.invoke({"messages": [("user", question)]}))
