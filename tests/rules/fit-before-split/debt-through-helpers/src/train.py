from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from src.clean import load


def main():
    table = load("data/bank.csv")
    X, y = table.drop(columns=["churned"]), table["churned"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    model = LogisticRegression().fit(X_train, y_train)
    return model.score(X_test, y_test)


if __name__ == "__main__":
    main()
