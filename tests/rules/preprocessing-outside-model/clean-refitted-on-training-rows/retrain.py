import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

preprocessor = joblib.load("artifacts/preprocessor.pkl")
rows = pd.read_csv("data/2024-01-01/rows.csv", dtype={"age": int}, usecols=["age", "left"])
X_train = preprocessor.fit_transform(rows[["age"]])
model = LogisticRegression(C=0.3, random_state=0).fit(X_train, rows["left"])
joblib.dump({"preprocessor": preprocessor, "model": model}, "artifacts/model.pkl")
