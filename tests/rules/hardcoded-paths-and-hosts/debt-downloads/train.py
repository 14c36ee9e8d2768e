import os

import pandas as pd

DATA = os.getenv("DATA_ROOT", "~/Downloads/bank_marketing")
frame = pd.read_csv(os.path.join(DATA, "calls.csv"))
