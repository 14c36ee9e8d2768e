import pandas as pd

from app.config import settings


class SalesRepository:
    def __init__(self, path: str | None = None):
        self.path = path or settings.train_path

    def load(self) -> pd.DataFrame:
        return pd.read_parquet(self.path)
