import streamlit as st
from openai import OpenAI


def clean_text(text: str) -> str:
    client = OpenAI(api_key=st.session_state.get("key"))
    try:
        told = client.chat.completions.create(model="m", messages=[{"role": "user", "content": text}])
        return told.choices[0].message.content.strip()
    except Exception as e:
        return f"Error in cleaning: {e}"
