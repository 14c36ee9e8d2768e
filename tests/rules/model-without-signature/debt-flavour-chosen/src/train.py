import mlflow
import pandas as pd
from lightgbm import LGBMRegressor

from track import Tracker


def main():
    df = pd.read_csv("data/a.csv")
    model = LGBMRegressor().fit(df[["a"]], df["y"])
    with mlflow.start_run():
        Tracker("lightgbm").log(model, "demand")


if __name__ == "__main__":
    main()
