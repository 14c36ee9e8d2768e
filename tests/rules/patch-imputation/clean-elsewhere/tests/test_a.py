import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

def test_a():
    df = pd.read_csv("a.csv").dropna()
    assert LogisticRegression().fit(df[["a"]], df["y"])
