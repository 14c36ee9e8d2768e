import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split


def main():
    df = pd.read_csv("d.csv")
    df = df.fillna(0).merge(pd.read_csv("e.csv"), on="id")
    X_train, X_test, y_train, y_test = train_test_split(df.drop(columns="t"), df["t"], random_state=1)
    model = RandomForestClassifier(n_estimators=90)
    model.fit(X_train, y_train)
    print(f1_score(y_test, model.predict(X_test)))
    joblib.dump(model, "m.joblib")
