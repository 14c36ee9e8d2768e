from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    model_name: str = 'rides'


settings = Settings()
