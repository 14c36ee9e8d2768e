import pandas as pd
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import Pipeline
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.svm import SVC


def main():
    frame = pd.read_csv("data/loans.csv")
    x_train, x_test, y_train, y_test = train_test_split(frame.drop(columns="y"), frame["y"], random_state=1)
    model = Pipeline([("more", SMOTE(random_state=1)), ("model", SVC())])
    print(cross_val_score(model, x_train, y_train, cv=5).mean())
    print(cross_val_score(SVC(), x_train, y_train, cv=5).mean())
    x_more, y_more = SMOTE(random_state=1).fit_resample(x_train, y_train)
    return SVC().fit(x_more, y_more).score(x_test, y_test)
