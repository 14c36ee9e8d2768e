import xgboost as xg


def train(X, y):
    model = xg.XGBRegressor()
    model.fit(X, y)
    return model
