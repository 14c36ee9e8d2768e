import httpx
import streamlit as st

API_BASE_URL = "http://localhost:8001/api/v1"

st.write(httpx.post(f"{API_BASE_URL}/chat/ask", json={"question": "?"}, timeout=5).text)
