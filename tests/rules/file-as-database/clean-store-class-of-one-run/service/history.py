import pandas as pd


class HistoryStore:
    def __init__(self, path: str = "storage/history.csv"):
        self.path = path

    def add(self, row: dict) -> None:
        df = pd.read_csv(self.path)
        df = pd.concat([df, pd.DataFrame([row])])
        df.to_csv(self.path, index=False)
