import pandas as pd
import yaml
from sklearn.ensemble import GradientBoostingClassifier


def train(path: str) -> GradientBoostingClassifier:
    with open("configs/training.yaml") as file:
        cfg = yaml.safe_load(file)
    frame = pd.read_parquet(path)
    customer_id = frame.pop("customer_id")
    model = GradientBoostingClassifier(random_state=0)
    return model.fit(frame[cfg["features"]["categorical_columns"]], frame[cfg["target"]])
