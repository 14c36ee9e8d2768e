import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression


def main() -> None:
    frame = pd.read_csv("data/train.csv")
    model = LogisticRegression().fit(frame[["a", "b"]], frame["y"])
    joblib.dump(model, "models/prod.pkl")


if __name__ == "__main__":
    main()
