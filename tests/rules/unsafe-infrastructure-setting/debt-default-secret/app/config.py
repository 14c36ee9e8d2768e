import os

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    api_key: str = "your-secret-api-key"
    database_password: str | None = None


settings = Settings()
JWT_SECRET = os.getenv("JWT_SECRET", "change-me")
