import sys

import joblib
import pandas as pd

from models import get_model

rows = pd.read_csv("data/rows.csv")
model = get_model(sys.argv[1])
model.fit(rows[["age", "income"]], rows["left"])
joblib.dump(model, "model.pkl")
