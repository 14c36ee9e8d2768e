import streamlit as st
from langchain_openai import ChatOpenAI

llm = ChatOpenAI(model="gpt-4o-2024-08-06")
question = st.text_input("Question")
st.write(llm.invoke(question).content)
