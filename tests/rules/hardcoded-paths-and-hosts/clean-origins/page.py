import os

import requests
import streamlit as st

ANSWERS = os.environ.get("ANSWERS", "http://localhost:8000/predict")
ALLOWED = ["http://localhost:3000", "http://127.0.0.1:3000"]

row = {"age": st.number_input("age"), "tenure": st.number_input("tenure")}
if st.button("score"):
    st.metric("score", requests.post(ANSWERS, json=row, timeout=10).json()["score"])
st.write("open http://localhost:8501")
