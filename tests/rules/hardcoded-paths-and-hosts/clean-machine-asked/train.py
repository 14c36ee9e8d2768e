import os
import sys

import pandas as pd
from sklearn.linear_model import LogisticRegression

if sys.argv[1] == "dev":
    SOURCE = "/mnt/disk2/sales/train.csv"
else:
    SOURCE = sys.argv[2]
if os.name == "nt":
    OUT = r"c:\models\sales"
else:
    OUT = os.path.expanduser("~/models/sales")
CACHE = "/scratch/sales/cache.csv" if os.environ.get("STAGE") != "prod" else os.environ["CACHE"]
NOTES = sys.argv[3] if len(sys.argv) > 3 else "/srv/sales/notes.csv"

table = pd.read_csv(SOURCE).merge(pd.read_csv(CACHE)).merge(pd.read_csv(NOTES))
LogisticRegression().fit(table[["a"]], table["y"])
print(OUT)
