import streamlit as st
from helper import load_model
from src.inferrer import Inferrer

inferrer = Inferrer("configs/default.yml")
model = load_model("best.pt")
photo = st.file_uploader("photo")
if photo and st.button("classify"):
    st.write(inferrer.infer(photo), model(photo))
