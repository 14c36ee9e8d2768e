import lightgbm as gbm


def train(X, y):
    options = {"num_leaves": 63, "learning_rate": 0.05, "feature_fraction": 0.7, "bagging_fraction": 0.8}
    n_splits = 7
    return gbm.train(options, gbm.Dataset(X, y)), n_splits
