import joblib
import pandas as pd


class StoredScaler:
    def __init__(self, path: str) -> None:
        self.scaler = joblib.load(path)

    def transform(self, rows: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame(self.scaler.fit_transform(rows), index=rows.index)
