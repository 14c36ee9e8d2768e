import os

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    api_key: str
    secret_file: str = "/run/secrets/key"
    api_token: str = ""
    token_limit: int = 512


settings = Settings()
JWT_SECRET = os.environ["JWT_SECRET"]
OLLAMA_API_KEY = os.environ.get("OLLAMA_API_KEY", "ollama")
VLLM_API_KEY = os.getenv("VLLM_API_KEY", "not-needed")
