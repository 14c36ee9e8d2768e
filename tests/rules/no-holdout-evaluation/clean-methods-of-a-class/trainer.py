import xgboost as xgb
from sklearn.metrics import accuracy_score, f1_score
from sklearn.linear_model import LogisticRegression


class Stopped:
    def train(self):
        self.model = xgb.XGBClassifier(early_stopping_rounds=10)
        self.model.fit(self.X_train, self.y_train, eval_set=[(self.X_val, self.y_val)])

    def evaluate(self):
        return accuracy_score(self.y_test, self.model.predict(self.X_test))


class Shipped:
    """Fits on training rows, is judged, and is fitted again on all rows to be shipped."""

    def train(self):
        self.model = LogisticRegression(C=0.5)
        self.model.fit(self.X_train, self.y_train)

    def judge(self):
        return f1_score(self.y_all, self.model.predict(self.X_all))

    def ship(self):
        self.model.fit(self.X_all, self.y_all)
