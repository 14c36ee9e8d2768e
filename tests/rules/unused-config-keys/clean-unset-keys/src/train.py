from dataclasses import dataclass
from pathlib import Path

import joblib
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier

from src.common import read_yaml

config = read_yaml(Path("config/config.yaml"))


@dataclass
class Section:
    raw_path: str
    folder: str = "models"

    @property
    def target(self):
        return f"{self.folder}/target"


def train():
    model_config = config.model
    rows = pd.read_csv(config.data.raw_path).sample(frac=1 - config.data.test_size)
    seed = config.model.get("seed", 0)
    print(model_config.items(), config.data.folder, config.data.target, config["model"].seed)
    if "cutoff" in config["model"]:
        print(config["model"]["cutoff"])
    try:
        print(config["model"]["device"])
    except KeyError:
        print("cpu")
    config["model"]["version"] = 3
    print(config.data.__dict__)
    print(config["model"]["version"])
    model = GradientBoostingClassifier(max_depth=model_config.depth, learning_rate=model_config.rate, random_state=seed)
    joblib.dump(model.fit(rows.drop(columns="y"), rows["y"]), "models/model.joblib")


def of_another(config):
    return config.hidden_size, config["vocab"]
