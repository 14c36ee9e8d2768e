from pathlib import Path

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    BASE_DIR: Path = Path("/srv")
    DATA_DIR: Path = BASE_DIR / "data"
    PORT: int = 8000


settings = Settings()
