import sys

import pandas as pd
from sklearn.linear_model import LogisticRegression


def main() -> None:
    frame = pd.read_csv(sys.argv[1])
    model = LogisticRegression().fit(frame[["a", "b"]], frame["y"])
    print(model.coef_)


if __name__ == "__main__":
    main()
