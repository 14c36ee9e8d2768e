#!/bin/sh
text-generation-launcher --model-id "$1" --port 8000 --trust-remote-code &
exec streamlit run page.py
