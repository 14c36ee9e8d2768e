"""What the name of a metric, an alert or a panel is about: drift, a model's quality, its predictions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from debtscope.model.regex import regex
from debtscope_collectors.joins.naming import words

DRIFT = frozenset({"drift", "drifted", "drifting", "psi", "skew", "wasserstein", "divergence", "staleness"})
QUALITY = frozenset(
    {"auc", "auroc", "auprc", "accuracy", "precision", "recall", "f1", "rmse", "mae", "mape", "mse", "smape", "wape", "logloss", "r2",
     "brier", "gini", "ndcg", "kappa", "mcc", "tpr", "fpr"}
)  # fmt: skip
PREDICTIONS = frozenset({"prediction", "predictions", "predicted", "proba", "probability", "forecast"})
OUTPUT_COLUMNS = frozenset(
    {"target", "prediction", "predictions", "predicted", "pred", "preds", "y", "yhat", "label", "labels", "score", "proba",
     "probability", "probabilities", "ypred", "yproba", "outcome"}
)  # fmt: skip
_SHAPE = frozenset(
    {"mean", "avg", "average", "median", "rate", "share", "ratio", "distribution", "p50", "p90", "p95", "p99", "std", "positive",
     "value", "probability", "proba", "quantile", "score", "class", "confidence"}
)  # fmt: skip
_TIMING = frozenset(
    {"latency", "duration", "seconds", "time", "ms", "milliseconds", "errors", "error", "failures", "queue", "size"}
)

_CLOCK = regex(r"(?:clock|(?<![a-z])ntp)_?(?:skew|drift|offset|divergence)|(?<![a-z])time_?skew", re.IGNORECASE)
"""Clocks of machines that run apart."""

_STORAGE = regex(
    r"(?:aerospike|cassandra|ceph|clickhouse|cockroach\w{0,2}|couchbase|elasticsearch|etcd|influxdb|kafka|memcached|minio|mongodb|mysql|nats|neo4j|opensearch"
    r"|pg|pgbouncer|postgres(?:ql)?|pulsar|rabbitmq|redis|scylla|tikv|zookeeper)_"
)


def topics(texts: Iterable[str]) -> frozenset[str]:
    """Of drift, quality, predictions (their distribution) and traffic (that there are predictions, and how fast)."""
    found: set[str] = set()
    for text in texts:
        told = set(words(_CLOCK.sub("", text)))
        if told & DRIFT:
            found.add("drift")
        if told & QUALITY or {"log", "loss"} <= told:
            found.add("quality")
        if told & PREDICTIONS:
            found.add("predictions" if told & _SHAPE and not told & _TIMING else "traffic")
    return frozenset(found)


def is_output(column: str) -> bool:
    """Whether a column's name says that it is a target or a prediction: `y_pred`, `churn_score`, `target`."""
    told = words(column)
    return bool(told) and (told[-1] in OUTPUT_COLUMNS or told[0] in ("prediction", "predicted", "target", "pred"))


def of_storage(metric: str) -> bool:
    """Whether a database's or a broker's exporter gives the metric."""
    return _STORAGE.match(metric) is not None
