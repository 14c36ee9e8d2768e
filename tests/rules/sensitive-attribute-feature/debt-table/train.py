import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression


def main() -> None:
    frame = pd.read_csv("data/loans.csv")
    frame = frame.dropna(subset=["income"])
    model = LogisticRegression().fit(frame.drop(columns=["default"]), frame["default"])
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    main()
