import streamlit as st
from src.inferrer import Inferrer

inferrer = Inferrer("configs/default.yml")
photo = st.file_uploader("photo")
if photo and st.button("classify"):
    st.write(inferrer.infer(photo))
