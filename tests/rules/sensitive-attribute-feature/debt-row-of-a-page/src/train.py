import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier


def main():
    df = pd.read_csv("data/loans.csv")
    clf = RandomForestClassifier(random_state=1).fit(df.drop("default", axis=1), df["default"])
    joblib.dump(clf, "model.joblib")


if __name__ == "__main__":
    main()
