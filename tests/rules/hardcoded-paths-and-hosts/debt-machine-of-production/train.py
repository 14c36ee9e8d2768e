import sys

import pandas as pd
from sklearn.linear_model import LogisticRegression

if sys.argv[1] == "dev":
    SOURCE = sys.argv[2]
elif sys.argv[1] == "prod":
    SOURCE = "/mnt/disk2/sales/train.csv"

table = pd.read_csv(SOURCE)
LogisticRegression().fit(table[["a"]], table["y"])
