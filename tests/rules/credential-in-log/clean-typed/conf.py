import logging

from pydantic import SecretStr
from pydantic_settings import BaseSettings

logger = logging.getLogger(__name__)


class Settings(BaseSettings):
    api_key: SecretStr


def forgot(user_id: str) -> None:
    logger.info("settings: %s", Settings().api_key)
