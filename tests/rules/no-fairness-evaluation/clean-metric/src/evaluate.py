from fairlearn.metrics import MetricFrame


def report(y, p, g, metric):
    return MetricFrame(metrics=metric, y_true=y, y_pred=p, sensitive_features=g)
