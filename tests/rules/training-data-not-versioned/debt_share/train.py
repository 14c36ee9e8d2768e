import pandas as pd
from sklearn.linear_model import LogisticRegression


def main():
    frame = pd.read_csv("/mnt/share/train.csv")
    model = LogisticRegression()
    model.fit(frame.drop(columns="y"), frame.y)
    return model


if __name__ == "__main__":
    main()
