import subprocess

import requests
import streamlit as st

subprocess.Popen(["model-server", "--port", "8081"])
if st.button("register"):
    st.write(requests.post("http://localhost:8081/models", timeout=10).json())
