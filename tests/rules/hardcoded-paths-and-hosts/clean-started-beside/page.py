import requests
import streamlit as st

ANSWERS = "http://localhost:8000/predict"

row = {"age": st.number_input("age"), "tenure": st.number_input("tenure")}
if st.button("score"):
    st.metric("score", requests.post(ANSWERS, json=row, timeout=10).json()["score"])
