import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split


def preprocess(df):
    for column in df.select_dtypes(include="number"):
        df[column] = df[column].fillna(df[column].median())
    return df.drop(columns=["y"]), df["y"]


def main():
    df = pd.read_csv("data/bank.csv")
    X, y = preprocess(df)
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    model = RandomForestClassifier(random_state=0).fit(X_train, y_train)
    return model.score(X_test, y_test)


main()
