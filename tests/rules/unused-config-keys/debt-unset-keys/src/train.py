from pathlib import Path

import joblib
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier

from src.common import read_yaml

config = read_yaml(Path("config/config.yaml"))


def train():
    model_config = config.model
    rows = pd.read_csv(config.data.raw_path).sample(frac=1 - config.data.test_size)
    model = GradientBoostingClassifier(max_depth=model_config.depth, learning_rate=model_config.rate)
    model.fit(rows.drop(columns="y"), rows["y"])
    joblib.dump(model, config.data.output_path)
    print(model_config.seed)
