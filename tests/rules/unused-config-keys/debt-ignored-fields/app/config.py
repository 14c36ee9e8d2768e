from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    app_name: str = "scoring"
    model_uri: str = "models:/churn@champion"
    rate_limit_per_minute: int = 100


settings = Settings()
