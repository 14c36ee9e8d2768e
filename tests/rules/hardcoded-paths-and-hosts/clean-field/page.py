from dataclasses import dataclass

import requests
import streamlit as st


@dataclass
class Places:
    answers: str = "http://localhost:8000/predict"


def score(places: Places, row: dict) -> float:
    return requests.post(places.answers, json=row, timeout=10).json()["score"]


st.metric("score", score(Places(), {"age": st.number_input("age")}))
