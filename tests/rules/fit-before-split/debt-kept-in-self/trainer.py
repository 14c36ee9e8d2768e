import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import OneHotEncoder, StandardScaler


class Trainer:
    def __init__(self, path):
        self.path = path
        self.encode = ColumnTransformer([("n", StandardScaler(), ["age"]), ("c", OneHotEncoder(), ["plan"])])

    def prepare(self):
        table = pd.read_csv(self.path)
        self.y = table["churned"]
        self.X = self.encode.fit_transform(table.drop(columns=["churned"]))

    def train(self):
        x_train, x_test, y_train, y_test = train_test_split(self.X, self.y, random_state=1)
        model = RandomForestClassifier(n_estimators=50, random_state=1).fit(x_train, y_train)
        return model.score(x_test, y_test)


class InPlace:
    def load(self, path):
        self.table = pd.read_csv(path)

    def scale(self):
        scaler = StandardScaler()
        self.table[["age", "spend"]] = scaler.fit_transform(self.table[["age", "spend"]])

    def run(self, path):
        self.load(path)
        self.scale()
        return self.cut()

    def cut(self):
        features = self.table.drop(columns=["churned"])
        return train_test_split(features, self.table["churned"], random_state=1)
