from sklearn.ensemble import RandomForestClassifier


def train(X, y):
    return RandomForestClassifier(n_estimators=50).fit(X, y)
