import os
import secrets

from pydantic_settings import BaseSettings


class Common(BaseSettings):
    api_key: str = secrets.token_urlsafe(32)
    database_password: str | None = None


class TestConfig(Common):
    api_key: str = "key-of-the-tests"


settings = Common()
JWT_SECRET = os.environ["JWT_SECRET"]
