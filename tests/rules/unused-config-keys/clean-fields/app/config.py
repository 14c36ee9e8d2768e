from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    app_name: str = "scoring"
    pgadmin_email: str = ""
    redis_host: str = "localhost"

    @property
    def broker(self) -> str:
        return f"redis://{self.redis_host}"


settings = Settings()
