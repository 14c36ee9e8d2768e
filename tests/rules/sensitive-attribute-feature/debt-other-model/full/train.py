import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier


def add_derived(df):
    df["age_years"] = df["days_birth"] / -365.25
    return df


if __name__ == "__main__":
    table = add_derived(pd.read_csv("applications.csv"))
    model = RandomForestClassifier(random_state=0)
    model.fit(table.drop(columns=["default"]), table["default"])
    joblib.dump(model, "models/full.joblib")
