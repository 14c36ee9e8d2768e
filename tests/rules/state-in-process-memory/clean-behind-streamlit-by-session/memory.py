import streamlit as st


def remember(question, answer):
    st.session_state.setdefault("chat_history", []).append((question, answer))
