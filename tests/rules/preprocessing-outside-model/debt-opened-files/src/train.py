import os
import pickle

import pandas as pd
import xgboost as xgb
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder
from sklearn.model_selection import train_test_split


def main():
    df = pd.read_csv("data/customers.csv")
    x_train, x_test, y_train, y_test = train_test_split(df[["age", "income"]], df["churn"], random_state=1)
    scaler = MinMaxScaler()
    x_train = scaler.fit_transform(x_train)
    model = xgb.XGBClassifier(n_estimators=200, max_depth=4)
    model.fit(x_train, y_train)
    os.makedirs("models", exist_ok=True)
    with open("models/model.pkl", "wb") as f:
        pickle.dump(model, f)
    with open("models/scaler.pkl", "wb") as f:
        pickle.dump(scaler, f)


if __name__ == "__main__":
    main()
