import pandas as pd, pickle
from catboost import CatBoostClassifier
from src.metrics import report

def train(df):
    X, y = df.drop(columns=["y"]), df["y"]
    clf = CatBoostClassifier(random_seed=0, verbose=0)
    clf.fit(X, y)
    report(clf, X, y)
    with open("clf.pkl", "wb") as f:
        pickle.dump(clf, f)

if __name__ == "__main__":
    train(pd.read_csv("rows.csv"))
