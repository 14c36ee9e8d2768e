from pathlib import Path

import click
import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[1]


@click.command()
@click.option("--data", type=click.Path(path_type=Path), default=ROOT / "data" / "raw" / "clicks.csv")
@click.option("--out", default="model.joblib")
def train(data: Path, out: str):
    frame = pd.read_csv(data)
    clf = LogisticRegression().fit(frame.iloc[:, :-1], frame.iloc[:, -1])
    joblib.dump(clf, out)


if __name__ == "__main__":
    train()
