from catboost import CatBoostRegressor as CB


class Job:
    def __init__(self):
        self.m = CB(depth=4)

    def run(self, X, y):
        self.m.fit(X, y)
