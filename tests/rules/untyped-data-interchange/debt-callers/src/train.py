from sklearn.svm import SVC
import pandas as pd
from src.features import prepare


def main():
    data = prepare(pd.read_csv("x.csv"), {})
    X, y = data.iloc[:, :-1], data.iloc[:, -1]
    return SVC(C=2).fit(X, y)


if __name__ == "__main__":
    main()
