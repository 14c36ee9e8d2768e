import joblib
import streamlit as st

if "model" not in st.session_state:
    st.session_state.model = joblib.load("model.joblib")
st.write(st.session_state.model.predict([[1.0]]))
