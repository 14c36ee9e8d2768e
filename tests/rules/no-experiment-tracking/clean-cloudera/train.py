import cml.metrics_v1 as metrics
from sklearn.ensemble import RandomForestClassifier


def train(X, y, X_val, y_val):
    model = RandomForestClassifier(n_estimators=90)
    model.fit(X, y)
    metrics.track_metric("score", model.score(X_val, y_val))
    return model
