"""A trainer in a class, with the estimator made elsewhere in it."""
import lightgbm as lgb
import pandas as pd


class Trainer:
    def __init__(self, settings):
        self.settings = settings
        self.columns = settings["columns"]
        self.target = settings["target"]
        self.model = lgb.LGBMRegressor(n_estimators=settings["trees"], random_state=settings["seed"])

    def load(self):
        frame = pd.read_parquet(self.settings["data"])
        frame = frame.dropna(subset=[self.target])
        return frame

    def train(self):
        frame = self.load()
        self.model.fit(frame[self.columns], frame[self.target])
        self.model.booster_.save_model(self.settings["out"])
        return self.model

    def predict(self, frame):
        missing = set(self.columns) - set(frame.columns)
        if missing:
            raise KeyError(sorted(missing))
        return self.model.predict(frame[self.columns])
