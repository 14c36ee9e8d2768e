import streamlit as st
from openai import OpenAI

client = OpenAI()
from memory import remember



if question := st.chat_input():
    said = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": question}])
    remember(question, said.choices[0].message.content)
