from sklearn.ensemble import GradientBoostingClassifier


def candidates():
    return {
        "boosted": GradientBoostingClassifier(n_estimators=437, learning_rate=0.03, max_depth=4, subsample=0.8, min_samples_leaf=20),
    }
