import os

import httpx
import requests
import streamlit as st

API_BASE_URL = os.getenv("API_BASE_URL", "http://localhost:8001")
NEWS_API = "https://news.example.org"

st.write(httpx.post(f"{API_BASE_URL}/chat/chat", json={"question": "?"}, timeout=5).text)
st.write(requests.get(f"{API_BASE_URL}/models/churn", timeout=5).text)
st.write(requests.get(f"{NEWS_API}/chat/headlines", timeout=5).text)
st.write(requests.get("http://localhost:9090/metrics/targets", timeout=5).text)
