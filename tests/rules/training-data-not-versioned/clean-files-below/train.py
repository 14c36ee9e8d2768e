import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression


def main() -> None:
    x = np.load("data/churn/X_train.npy")
    y = np.load("data/churn/y_train.npy")
    model = LogisticRegression().fit(x, y)
    x_late = np.load("data/churn/X_valid.npy")
    regions = pd.read_parquet("data/regions/labels.parquet")
    model.fit(x_late, regions["churned"])


if __name__ == "__main__":
    main()
