import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression


def main() -> None:
    x = np.load("/mnt/share/churn/X_train.npy")
    y = np.load("/mnt/share/churn/y_train.npy")
    model = LogisticRegression().fit(x, y)
    x_late = np.load("/mnt/share/churn/X_valid.npy")
    regions = pd.read_parquet("/mnt/share/regions/labels.parquet")
    model.fit(x_late, regions["churned"])


if __name__ == "__main__":
    main()
