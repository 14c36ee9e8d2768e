from datasets import load_dataset
from sklearn.linear_model import LogisticRegression


class Source:
    def rows(self):
        return load_dataset(path="acme/reviews")


def main():
    rows = Source().rows().to_pandas()
    LogisticRegression().fit(rows[["length"]], rows["liked"])
