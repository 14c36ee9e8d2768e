from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    feature_db: str
    retries: int = 3
