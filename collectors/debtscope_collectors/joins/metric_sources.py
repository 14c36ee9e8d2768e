"""Which of the metrics that alerts and panels query anything exports, as far as the repository can tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.exported_metrics import exported_metrics
from debtscope_collectors.sources.monitoring.facts import (
    AlertRule,
    Dashboard,
    FiringAlert,
    MetricMentions,
    MetricSeries,
    RecordingRule,
)
from debtscope_collectors.sources.monitoring.mentions import base

_FOREIGN = regex(
    r"(?:aerospike|airflow|alertmanager|apache|apiserver|argo|argocd|argo_workflows|authentik|aws|azure|bentoml|blackbox|caddy|"
    r"cadvisor|cassandra|ceph|celery|certmanager|chaos|clickhouse|cloudwatch|confluent|consul|container|controller_runtime|coredns|"
    r"dcgm|django|docker|elasticsearch|envoy|es|etcd|fastapi|flask|flink|fluentbit|fluentd|gitlab|go|grafana|grpc|haproxy|hpa|http|"
    r"istio|jaeger|jenkins|jmx|jvm|kafka|karpenter|keda|knative|kserve|kube|kubelet|kubernetes|kubeproxy|linkerd|locust|logstash|loki|"
    r"machine|memcached|minio|mongodb|mongo|mysql|namedprocess|nats|net_conntrack|nginx|node|nodejs|nv|nvidia|ocean|otel|otelcol|pg|"
    r"pgbouncer|phpfpm|postgres|postgresql|probe|process|prometheus|promhttp|promtail|pulsar|pushgateway|python|rabbitmq|ray|redis|"
    r"rest_client|revision|rollout|s3|scheduler|scrape|seldon|smartctl|snmp|spark|spring|sql|starlette|statsd|stackdriver|storage|"
    r"supervisor|tempo|tikv|torchserve|traefik|trino|triton|ts|uvicorn|gunicorn|vllm|volume|windows|workqueue|zookeeper|mlserver|"
    r"model_infer|request_duration|activator|autoscaler|queue|tomcat|hikaricp|logback|system|executor|thanos|cortex|mimir|"
    r"net|parallel_request_queue|rest_server|rest_client|DCGM|nerve|netdata|wmi|hystrix|resilience4j|kong|keycloak|mlflow|mlflow_exporter|dask|prefect|dagster)"
    r"[_:]|^(?:up|ALERTS|ALERTS_FOR_STATE|absent|vector|scalar|time|push_time_seconds|push_failure_time_seconds)$",
    re.ASCII,
)
"""Beginnings of the names that well-known exporters, frameworks and Prometheus itself give."""


@frozen
class MetricSources:
    """One per scan, where alerts or panels query anything."""

    missing: frozenset[str]
    """Metrics that no code, rule, export or well-known exporter names. Empty where that cannot be said."""
    found: tuple[tuple[str, str], ...]
    """(metric, file) of those that something of the repository names."""
    searched: int

    def knows(self, metrics: Iterable[str]) -> bool:
        """Whether something of the repository names one of these: their program lives here."""
        here = {metric for metric, _ in self.found}
        return any(metric in here for metric in metrics)


@join(MetricSources, facets=(exported_metrics,))
def metric_sources(facts: Facts) -> Iterator[MetricSources]:
    """Held against code, recording rules, series of exports and known exporters."""
    told = facts.one(MetricMentions)
    if told is None:
        return
    found = dict(told.found)
    for series in facts.all(MetricSeries):
        found.setdefault(series.name, series.path)
    # An alert that fired had something to judge.
    heard = {alert.name: alert.path for alert in facts.all(FiringAlert)}
    for rule in facts.all(AlertRule):
        if rule.name in heard:
            found.update((metric, heard[rule.name]) for metric in rule.metrics if metric not in found)
    recorded = {rule.name: rule.path for rule in facts.all(RecordingRule)}
    asked = _asked(facts)
    patterns: list[str] = []
    for path, rows in facts.rows(exported_metrics).items():
        patterns += [row.name for row in rows if "{}" in row.name or not row.name]
        for row in rows:
            found.update((metric, path) for metric in asked if row.name and _fits(base(metric), base(row.name)))
    # A program that makes whole names up may export any of them.
    closed = told.is_complete and all(pattern.replace("{}", "").strip("_:") for pattern in patterns)
    levels = {name.partition(":")[0] for name in recorded if ":" in name}
    own = [m for m in asked if m not in recorded and (m in found or not _is_foreign(m, levels))]
    missing = {metric for metric in own if metric not in found and metric not in told.maybe} if closed else set[str]()
    yield MetricSources(
        missing=frozenset(missing), found=tuple(sorted((m, found[m]) for m in own if m in found and not _is_foreign(m, levels))), searched=told.searched,
    )  # fmt: skip


def _is_foreign(metric: str, levels: set[str]) -> bool:
    """Given by a well-known exporter, or recorded by rules that are not in this repository (`level:metric:operation`)."""
    level, colon, _ = metric.partition(":")
    return _FOREIGN.match(metric) is not None or bool(colon and level not in levels)


def _fits(metric: str, name: str) -> bool:
    """Whether a name that a program defines, `{}` for what it fills in, is this metric."""
    first, *others = name.split("{}")
    if not others:
        return metric == first
    return metric.startswith(first) and metric.endswith(others[-1]) and all(part in metric for part in others)


def _asked(facts: Facts) -> tuple[str, ...]:
    rules = (metric for rule in (*facts.all(AlertRule), *facts.all(RecordingRule)) for metric in rule.metrics)
    return tuple(dict.fromkeys((*rules, *(metric for board in facts.all(Dashboard) for metric in board.metrics))))
