from src.prep import Prep
from sklearn.linear_model import LogisticRegression


def run(df):
    df = Prep().clean(df)
    return LogisticRegression().fit(df[["a"]], df["y"])
