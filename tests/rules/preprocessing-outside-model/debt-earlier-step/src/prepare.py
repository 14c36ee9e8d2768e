from pathlib import Path

import joblib
import pandas as pd
import yaml
from sklearn.preprocessing import StandardScaler

with open("config.yaml") as file:
    config = yaml.safe_load(file)

frame = pd.read_csv("data/raw.csv")
scaler = StandardScaler()
scaled = scaler.fit_transform(frame)
out = Path(config["data"]["processed"])
joblib.dump(scaled, out / "X_train.pkl")
joblib.dump(scaler, out / "scaler.pkl")
