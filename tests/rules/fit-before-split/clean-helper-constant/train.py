import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split


def preprocess(df):
    df["income"] = df["income"].fillna(0)
    df["city"] = df["city"].fillna("Missing")
    return df.drop(columns=["y"]), df["y"]


def describe(df):
    return df.fillna(df.median())


def main():
    df = pd.read_csv("data/bank.csv")
    X, y = preprocess(df)
    print(describe(df))
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    model = RandomForestClassifier(random_state=0).fit(X_train, y_train)
    return model.score(X_test, y_test)


main()
