from sklearn.ensemble import RandomForestClassifier


def train(X, y, cfg):
    return RandomForestClassifier(**cfg.rf).fit(X, y)
