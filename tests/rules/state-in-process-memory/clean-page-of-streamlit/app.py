import streamlit as st
from openai import OpenAI

client = OpenAI()
chat_history = []


def remember(question, answer):
    chat_history.append((question, answer))


if question := st.chat_input():
    said = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": question}])
    remember(question, said.choices[0].message.content)
    st.write(chat_history)
