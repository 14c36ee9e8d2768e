import streamlit as cl

from src.config import LIMIT


def rows() -> int:
    return LIMIT if cl else 0
