from fairlearn.metrics import MetricFrame
from sklearn.metrics import recall_score


def by_region(y, p, df):
    return MetricFrame(metrics=recall_score, y_true=y, y_pred=p, sensitive_features=df["region"])
