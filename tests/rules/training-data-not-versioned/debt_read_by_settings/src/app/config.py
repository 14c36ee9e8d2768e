from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    train_path: str = "s3://acme-lake/sales/train.parquet"
    model_path: str = "model.joblib"


settings = Settings()
