from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    embeddings: str = "BAAI/bge-small-en-v1.5"
    revision: str = "5c38ec7c405ec4b44b94cc5a9bb96e735b38267a"
    weights: str = "models/own"
    given: str


settings = Settings()
