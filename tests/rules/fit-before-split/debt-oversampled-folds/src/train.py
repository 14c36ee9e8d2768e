import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.model_selection import GridSearchCV, cross_val_score, train_test_split
from sklearn.svm import SVC


def resample(x, y):
    return SMOTE(random_state=1).fit_resample(x, y)


def tune(x, y):
    search = GridSearchCV(SVC(), {"C": [1, 10]}, cv=5)
    search.fit(x, y)
    return search.best_estimator_


class Trainer:
    def prepare(self, x, y):
        return SMOTE(random_state=1).fit_resample(x, y)

    def evaluate(self, model, x, y):
        return cross_val_score(model, x, y, cv=5).mean()

    def run(self, x, y):
        self.x, self.y = self.prepare(x, y)
        model = SVC().fit(self.x, self.y)
        return self.evaluate(model, self.x, self.y)


def main():
    frame = pd.read_csv("data/loans.csv")
    x_train, x_test, y_train, y_test = train_test_split(frame.drop(columns="y"), frame["y"], random_state=1)
    x_more, y_more = resample(x_train, y_train)
    model = tune(x_more, y_more)
    return model.score(x_test, y_test)
