import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("data/stations.csv")
model = LogisticRegression(random_state=1).fit(rows[["wind", "rain"]], rows["flood"])
joblib.dump(model, "artifacts/model.joblib")
