import logging

logger = logging.getLogger(__name__)


def read_document(path: str) -> dict:
    try:
        with open(path, encoding="utf-8") as file:
            return {"text": file.read(), "status": "read"}
    except Exception as error:
        logger.exception("not read: %s", path)
        return {"text": f"could not be read: {error}", "status": "failed"}


def describe_error(code: str) -> str:
    try:
        return int(code) > 400 and "theirs" or "ours"
    except Exception:
        return ("unknown error", code)


def extract_text(path: str) -> tuple[str, bool]:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read(), True
    except Exception as error:
        logger.exception("not read: %s", path)
        return f"Error: {error}"
