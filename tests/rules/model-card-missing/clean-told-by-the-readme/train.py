import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("data/customers.csv")
model = LogisticRegression(random_state=1).fit(rows[["calls", "months"]], rows["left"])
joblib.dump(model, "artifacts/model.joblib")
