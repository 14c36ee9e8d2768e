from sklearn.ensemble import GradientBoostingClassifier


def train(X, y, trees=437, rate=0.03, depth=4, share=0.8, leaf=20):
    model = GradientBoostingClassifier(n_estimators=trees, learning_rate=rate, max_depth=depth, subsample=share, min_samples_leaf=leaf)
    return model.fit(X, y)
