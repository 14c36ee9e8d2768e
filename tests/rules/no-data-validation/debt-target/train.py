import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

TARGET = "churn"


def main() -> None:
    frame = pd.read_csv("data/train.csv")
    if TARGET not in frame.columns:
        raise ValueError("no target")
    model = LogisticRegression().fit(frame.drop(columns=[TARGET]), frame[TARGET])
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    main()
