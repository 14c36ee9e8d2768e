import logging

logger = logging.getLogger(__name__)


def forgot(text: str) -> None:
    for token in text.split():
        print(token, end="", flush=True)
        print(f"unknown word: {token}")
    latest_token = len(text.split())
    logger.info(f"tokens used: {latest_token}, next token {text[:3]}")
