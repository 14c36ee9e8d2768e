import streamlit as st
from ultralytics import YOLO


def load_model(path):
    st.write("loading", path)
    return YOLO(path)


photo = st.file_uploader("photo")
if photo:
    st.write(load_model("best.pt")(photo))
