from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    app_name: str = "scoring"
    model_uri: str = "models:/churn@champion"
    log_level: str = "INFO"
    max_chunks: int = 8
    tokenizers_parallelism: bool = False
    hf_home: str = "/cache/hub"
    omp_num_threads: int = 1


settings = Settings()
