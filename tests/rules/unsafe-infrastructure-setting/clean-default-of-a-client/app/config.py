from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    ops_db_password: str = "ops_secure_password"
    cassandra_password: str = "cassandra"
    you_api_key: str = "y-12-34-56"


settings = Settings()
