"""Run by cron."""
import pandas as pd
from sklearn.metrics import roc_auc_score


def run() -> float:
    rows = pd.read_parquet("labelled.parquet")
    return roc_auc_score(rows["churned"], rows["score"])


if __name__ == "__main__":
    print(run())
