import requests
from langchain_core.tools import tool


@tool
def search_orders(query: str) -> str:
    """Find orders."""
    try:
        return requests.get("https://orders.example.com", params={"q": query}, timeout=5).text
    except Exception as error:
        return f"Error: {error}"
