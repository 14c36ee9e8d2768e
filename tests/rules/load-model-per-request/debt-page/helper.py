import streamlit as st
from ultralytics import YOLO


def load_model(path):
    st.write("loading", path)
    return YOLO(path)
