import joblib
import streamlit as st


def build(path: str):
    st.caption("loading")
    return joblib.load(path)
