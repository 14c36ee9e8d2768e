import pandas as pd, pickle
from catboost import CatBoostClassifier
from src.metrics import report

def train(df):
    later = df[df["day"] > 300]
    df = df[df["day"] <= 300]
    X, y = df.drop(columns=["y"]), df["y"]
    clf = CatBoostClassifier(random_seed=0, verbose=0)
    clf.fit(X, y)
    report(clf, later.drop(columns=["y"]), later["y"])
    with open("clf.pkl", "wb") as f:
        pickle.dump(clf, f)

if __name__ == "__main__":
    train(pd.read_csv("rows.csv"))
