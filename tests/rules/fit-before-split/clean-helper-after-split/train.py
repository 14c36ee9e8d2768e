import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def scaled(X_train, X_test):
    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test)


def fold(df):
    """Fits on what it is given; only training rows are given."""
    scaler = StandardScaler()
    return scaler.fit_transform(df)


def main():
    df = pd.read_csv("data/bank.csv")
    X_train, X_test, y_train, y_test = train_test_split(df.drop(columns=["y"]), df["y"], random_state=0)
    X_train, X_test = scaled(X_train, X_test)
    inner = fold(X_train)
    model = RandomForestClassifier(random_state=0).fit(inner, y_train)
    return model.score(X_test, y_test)


main()
