from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_score


class Trainer:
    def run(self, X, y, X_val, y_val):
        self.model = LogisticRegression(C=0.3).fit(X, y)
        return precision_score(y_val, self.model.predict(X_val))
