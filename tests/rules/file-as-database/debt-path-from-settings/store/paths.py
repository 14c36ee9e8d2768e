import os

DATA_DIR = os.environ.get("DATA_DIR", "data")
LABELS = os.path.join(DATA_DIR, "labels.csv")
