from sklearn.linear_model import LogisticRegression

from load_dataset import Loader


def main(engine):
    df = Loader(engine).load()
    return LogisticRegression().fit(df[["age"]], df["churned"])
