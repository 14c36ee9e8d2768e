import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

FEATURES = ["income", "age", "tenure"]

if __name__ == "__main__":
    table = pd.read_csv("profiles.csv")
    model = LogisticRegression(random_state=0)
    model.fit(table[FEATURES], table["default"])
    joblib.dump(model, "models/public.joblib")
