from pydantic_settings import BaseSettings


class SearchSettings(BaseSettings):
    top_k: int = 5
    strictness: int = 3
    in_domain: bool = True
    query_type: str = "simple"
    index: str = "rows"
    endpoint: str
