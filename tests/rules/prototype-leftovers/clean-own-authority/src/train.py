import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split


from src.load import load_customers


def main():
    df = load_customers()
    model = RandomForestClassifier(random_state=1)
    x_train, x_test, y_train, y_test = train_test_split(df.drop(columns="churn"), df["churn"], random_state=1)
    model.fit(x_train, y_train)
    print(model.score(x_test, y_test))
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    main()
