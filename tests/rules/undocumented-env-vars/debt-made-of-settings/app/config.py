from pydantic import Field
from pydantic_settings import BaseSettings


class Common(BaseSettings):
    log_level: str = "INFO"


class Settings(Common):
    crm_url: str = Field(..., alias="CRM_API_URL")
    limit: int = 3


settings = Settings()
print(settings.crm_url, settings.limit, settings.log_level)
