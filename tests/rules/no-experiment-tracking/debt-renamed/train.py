import xgboost as xg


def go(X, y):
    return xg.train({"eta": 0.1}, xg.DMatrix(X, y))
