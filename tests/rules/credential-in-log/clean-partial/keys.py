import hashlib
import logging
import os

logger = logging.getLogger(__name__)


def hide(api_key: str) -> None:
    masked = api_key[:4] + "..."
    logger.info("key %s of %s letters, ends in %s", masked, len(api_key), api_key[-4:])
    logger.info(f"api key {'set' if api_key else 'missing'}, {hashlib.sha256(api_key.encode()).hexdigest()}")


def check() -> None:
    if not os.getenv("API_KEY"):
        logger.error("API_KEY is not set")
    api_key = "API_KEY"
    logger.warning(f"please set {api_key}")
    password_file, max_tokens = "/run/secrets/db", 200
    logger.info("%s %s", password_file, max_tokens)
