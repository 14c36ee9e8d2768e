from datasets import load_dataset
from sklearn.linear_model import LogisticRegression


def data():
    return load_dataset("acme/reviews", revision="0123456789012345678901234567890123456789")


def main():
    rows = data().to_pandas()
    LogisticRegression().fit(rows[["length"]], rows["liked"])
