import pandas as pd

from train import train


def main(X, y, folder):
    model = train(X, y, X, y)
    frame = pd.DataFrame({"y": y, "pred": model.predict(X)})
    frame.to_csv(f"{folder}/fold_errors.csv.gz", index=False)
