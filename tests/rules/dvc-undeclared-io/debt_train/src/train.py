import argparse
import pickle

import pandas as pd
import yaml
from sklearn.linear_model import LogisticRegression

from features import build

parser = argparse.ArgumentParser()
parser.add_argument("--region", default="north")
args = parser.parse_args()
settings = yaml.safe_load(open("params.yaml"))["train"]
frame = build(pd.read_csv("data/prepared.csv"))
extra = pd.read_csv("data/holidays.csv")
model = LogisticRegression(C=settings["C"], class_weight=settings.get("weight"))
model.fit(frame.drop(columns="y"), frame.y)
pickle.dump(model, open(f"models/{args.region}.pkl", "wb"))
pickle.dump({}, open(f"models/extra_{args.region}.pkl", "wb"))
