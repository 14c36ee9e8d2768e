import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression


def main() -> None:
    frame = pd.read_csv("data/train.csv")
    model = LogisticRegression().fit(frame[["a", "b"]], frame["y"])
    with mlflow.start_run():
        mlflow.sklearn.log_model(model, "model", registered_model_name="churn_auto")


if __name__ == "__main__":
    main()
