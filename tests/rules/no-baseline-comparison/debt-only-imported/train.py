import joblib
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import (
    LogisticRegression,
)


def main():
    X, y = joblib.load("X.pkl"), joblib.load("y.pkl")
    joblib.dump(RandomForestClassifier(random_state=0).fit(X, y), "m.pkl")


main()
