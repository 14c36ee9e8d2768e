import streamlit as st
from loading import build

from settings import Options


@st.cache_resource
def get_model(path: str):
    return build(path)


options = Options("configs/default.yml")
st.write(get_model(options.path).predict([[1.0]]))
