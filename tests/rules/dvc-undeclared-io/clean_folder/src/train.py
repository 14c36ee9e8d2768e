import argparse
import logging
import pickle
import tempfile

import pandas as pd
import yaml

from src.features import build

parser = argparse.ArgumentParser()
parser.add_argument("--input", default="data/other.csv")
parser.add_argument("--out-dir")
args = parser.parse_args()
logging.basicConfig(filename="logs/train.log")
settings = yaml.safe_load(open("params.yaml"))["train"]
frame = build(pd.read_csv(args.input))
pickle.dump({"C": settings["C"]}, open(f"{args.out_dir}/model.pkl", "wb"))
open("logs/run.txt", "w").write("done")
with tempfile.NamedTemporaryFile() as scratch:
    frame.to_csv(scratch.name)
frame.describe().to_csv("metrics/summary.csv")
