from pydantic import Field
from pydantic_settings import BaseSettings


class ServiceSettings(BaseSettings):
    host: str = "localhost"
    fraud_threshold: float = Field(0.3, ge=0, le=1)
    drift_threshold: float = 0.1
