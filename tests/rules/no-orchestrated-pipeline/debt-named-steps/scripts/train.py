from sklearn.linear_model import LogisticRegression

from settings import SETTINGS


def main():
    rows = SETTINGS.clean.read()
    model = LogisticRegression().fit(rows[["age"]], rows["churn"])
    SETTINGS.model.write(model)


if __name__ == "__main__":
    main()
