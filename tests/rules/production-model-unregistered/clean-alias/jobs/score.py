import mlflow
import pandas as pd
from mlflow.tracking import MlflowClient

NAME = "churn"


def main() -> None:
    version = MlflowClient().get_model_version_by_alias(NAME, "champion").version
    model = mlflow.sklearn.load_model(model_uri=f"models:/churn/{version}")
    rows = pd.read_parquet("data/today.parquet")
    rows["score"] = model.predict_proba(rows)[:, 1]
    rows.to_parquet("scores.parquet")


if __name__ == "__main__":
    main()
