import os

BASE = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
DATA = os.environ.get("DATA", os.path.join(BASE, "data"))
TRAIN = os.environ.get("TRAIN", os.path.join(DATA, "fraud_train.csv"))
TEST = os.environ.get("TEST", os.path.join(DATA, "fraud_test.csv"))
