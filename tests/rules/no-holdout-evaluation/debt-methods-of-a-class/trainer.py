import xgboost as xgb
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split


class Stopped:
    def split(self, table):
        X, y = table.drop(columns=["y"]), table["y"]
        self.X_train, self.X_test, self.y_train, self.y_test = train_test_split(X, y, random_state=1)

    def train(self):
        self.model = xgb.XGBClassifier(early_stopping_rounds=10)
        self.model.fit(self.X_train, self.y_train, eval_set=[(self.X_test, self.y_test)])

    def evaluate(self):
        return accuracy_score(self.y_test, self.model.predict(self.X_test))
