import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score


class Job:
    def run(self):
        df = pd.read_csv("data.csv")
        X = pd.get_dummies(df[["age", "gender", "country"]], columns=["gender", "country"])
        model = LogisticRegression(C=0.2)
        model.fit(X, df["churned"])
        print(accuracy_score(df["churned"], model.predict(X)))
        joblib.dump(model, "models/churn.joblib")
