from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    trust_remote_code: bool = False


settings = Settings()
