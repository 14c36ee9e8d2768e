from sklearn.ensemble import GradientBoostingClassifier


def train(X, y):
    model = GradientBoostingClassifier(n_estimators=437, learning_rate=0.03, max_depth=4, subsample=0.8, min_samples_leaf=20)
    model.fit(X, y)
    return model
