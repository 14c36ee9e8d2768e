from catboost import CatBoostClassifier


def load(path, X, y):
    model = CatBoostClassifier()
    model.load_model(path)
    model.fit(X, y)
    return model
