from langchain_core.tools import tool

import outbox


@tool
def send_email(to: str, text: str) -> str:
    """Send a mail to a customer."""
    return outbox.send(to, text)
