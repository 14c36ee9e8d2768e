import pandas as pd
from sklearn.linear_model import LogisticRegression


def main():
    frame = pd.read_parquet("s3://bucket/train/latest.parquet")
    model = LogisticRegression()
    model.fit(frame.drop(columns="y"), frame.y)
    return model


if __name__ == "__main__":
    main()
