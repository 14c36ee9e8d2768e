import yaml
from pydantic import BaseModel


class Settings(BaseModel):
    depth_limit: int
    rate: float


settings = Settings(**yaml.safe_load(open("config.yaml")))
