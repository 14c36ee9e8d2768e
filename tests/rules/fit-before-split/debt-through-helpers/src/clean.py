import pandas as pd
from sklearn.preprocessing import StandardScaler


def scaled(df: pd.DataFrame) -> pd.DataFrame:
    columns = ["age", "income"]
    scaler = StandardScaler()
    df[columns] = scaler.fit_transform(df[columns])
    return df


def load(path: str) -> pd.DataFrame:
    return scaled(pd.read_csv(path))
