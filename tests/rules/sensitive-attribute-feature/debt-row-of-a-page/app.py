import joblib
import pandas as pd
import streamlit as st

model = joblib.load("model.joblib")
age = st.number_input("Age", 18, 90)
gender = st.selectbox("Gender", ["m", "f"])
income = st.number_input("Income")
if st.button("Predict loan default"):
    row = pd.DataFrame([{"age": age, "gender": gender, "income": income}])
    st.write(model.predict(row)[0])
