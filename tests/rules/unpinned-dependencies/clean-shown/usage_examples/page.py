import streamlit as st
from sklearn.linear_model import Ridge

st.write(Ridge(alpha=1.0))
