import streamlit as st

from cleaning import clean_text

st.write(clean_text(st.text_area("Text")))
