"""Grafana: dashboards, and provisioned alert rules, contact points and policies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from debtscope.model.regex import regex
from debtscope_collectors.sources.monitoring.facts import (
    AlertRouting,
    AlertRule,
    Dashboard,
    GrafanaProvisioning,
    Panel,
    Receiver,
    Route,
)
from debtscope_collectors.sources.monitoring.promql import metrics_of, seconds_of
from debtscope_collectors.sources.monitoring.shape import flag, mapping, mappings, sequence, text, walk

_MARKS = (
    b'"__inputs"',
    b'"panels"',
    b'"graphTooltip"',
    b'"gnetId"',
    b'"schemaVersion"',
    b'"templating"',
    b'"annotations"',
)
_VERSION = regex(rb"^apiVersion:[ \t]*1[ \t\r]*$", re.MULTILINE)
_CONFIG_MAP = regex(rb"^kind:[ \t]*[\"']?(?:ConfigMap|GrafanaDashboard)\b", re.MULTILINE)
_MUTE = frozenset({"row", "text", "news", "dashlist", "alertlist", "welcome", "annolist", "pluginlist"})
_BOOKKEEPING = frozenset(
    {"refId", "datasource", "hide", "legendFormat", "format", "interval", "intervalFactor", "instant", "range", "step",
     "editorMode", "queryType", "exemplar"}
)  # fmt: skip
_NO_QUERY = frozenset({"-- Dashboard --", "-- Grafana --", "grafana", "-- Mixed --"})
_DASHBOARD = frozenset({"schemaVersion", "templating", "time", "annotations", "__inputs"})


def looks_like_dashboard(head: bytes) -> bool:
    """Whether the head of a JSON file may be a dashboard's."""
    return any(mark in head for mark in _MARKS)


def looks_like_provisioning(head: bytes) -> bool:
    """Whether a YAML file may be provisioned alerting."""
    if _VERSION.search(head) is None:
        return False
    return b"contactPoints:" in head or b"policies:" in head or (b"datasourceUid:" in head and b"condition:" in head)


def read_dashboard(document: object, path: str) -> Iterator[Dashboard]:
    """The dashboard, unwrapped from an answer of the HTTP interface where it is one."""
    top = mapping(document)
    board = mapping(top.get("dashboard")) or mapping(top.get("spec")) or top
    title = text(board.get("title"), 200)
    if title is None or not isinstance(board.get("panels", board.get("rows")), list) or not _DASHBOARD & board.keys():
        return
    texts: dict[str, None] = {title: None}
    panels: list[Panel] = []
    for part in walk({"panels": board.get("panels"), "rows": board.get("rows")}):
        if named := text(part.get("title"), 200):
            texts[named] = None
        if part.get("type") not in _MUTE and ("targets" in part or ("type" in part and "gridPos" in part)):
            panels.append(_panel(part, named or ""))
    metrics = dict.fromkeys(metric for panel in panels for metric in panel.metrics)
    yield Dashboard(
        path=path, title=title, metrics=tuple(metrics), texts=tuple(texts), editable=flag(board.get("editable")),
        panels=tuple(panels),
    )  # fmt: skip


def _panel(part: Mapping[str, object], title: str) -> Panel:
    targets = list(mappings(part.get("targets")))
    metrics = dict.fromkeys(m for target in targets for m in metrics_of(text(target.get("expr"), 8000) or ""))
    # Whatever language a data source speaks, some text beside the bookkeeping is the query.
    asks = any(value for target in targets for key, value in target.items() if key not in _BOOKKEEPING)
    source = _source(part.get("datasource"))
    return Panel(
        title=title, kind=text(part.get("type"), 60) or "", metrics=tuple(metrics),
        datasource=source if source is not None else next((s for t in targets if (s := _source(t.get("datasource")))), None),
        has_query=asks or "libraryPanel" in part or source in _NO_QUERY, has_alert=bool(mapping(part.get("alert"))),
    )  # fmt: skip


def _source(value: object) -> str | None:
    """Old dashboards name a data source, newer ones give its type and uid."""
    return text(value, 100) or text(mapping(value).get("uid"), 100)


def looks_like_supply(head: bytes) -> str | None:
    """Whether a YAML file gives Grafana dashboards or data sources, and which."""
    if b"grafana_dashboard" in head and _CONFIG_MAP.search(head):
        return "dashboards"
    if b"/grafana/provisioning" in head or b"/var/lib/grafana/dashboards" in head:
        return "dashboards"
    if _VERSION.search(head) is None:
        return None
    if b"datasources:" in head and b"type:" in head:
        return "datasources"
    return "dashboards" if b"providers:" in head and b"path:" in head else None


def read_supply(document: object, kind: str, path: str) -> Iterator[GrafanaProvisioning]:
    """What a provisioning file gives, and the names of the data sources in it."""
    sources = list(mappings(mapping(document).get("datasources"))) if kind == "datasources" else []
    names = (text(source.get(key), 100) for source in sources for key in ("name", "uid"))
    yield GrafanaProvisioning(path=path, kind=kind, names=tuple(name for name in names if name))


def read_provisioning(document: object, source: str, path: str) -> Iterator[AlertRule | AlertRouting]:
    """Alert rules, and the routing when policies or contact points are there."""
    top = mapping(document)
    for group in mappings(top.get("groups")):
        for rule in mappings(group.get("rules")):
            if "condition" in rule and (title := text(rule.get("title"), 200)):
                yield _alert(rule, title, group, source, path)
    receivers = tuple(
        Receiver(
            name=name,
            kinds=tuple(sorted({k for r in mappings(point.get("receivers")) if (k := text(r.get("type"), 40))})),
            people=(),
        )
        for point in mappings(top.get("contactPoints"))
        if (name := text(point.get("name"), 100))
    )
    routes = tuple(
        Route(receiver=name, matchers=(), always_muted=False, is_default=True)
        for policy in mappings(top.get("policies"))
        if (name := text(policy.get("receiver"), 100))
    )
    if receivers or routes:
        yield AlertRouting(path=path, routes=routes, receivers=receivers, tool="grafana")


def _alert(rule: Mapping[str, object], title: str, group: Mapping[str, object], source: str, path: str) -> AlertRule:
    queries = [text(mapping(part.get("model")).get("expr"), 8000) or "" for part in mappings(rule.get("data"))]
    expr = " ; ".join(query for query in queries if query)
    place = next((n for n, line in enumerate(source.splitlines(), 1) if "title:" in line and title in line), None)
    has_own_receiver = bool(mapping(rule.get("notification_settings")) or sequence(rule.get("notifications")))
    return AlertRule(
        name=title, path=path, line=place, group=text(group.get("name"), 200) or "", expr=expr,
        metrics=metrics_of(expr), for_seconds=seconds_of(rule.get("for")),
        labels=_pairs(rule.get("labels")), annotations=_pairs(rule.get("annotations")),
        routed_by_folder=has_own_receiver or bool(text(group.get("folder"))),
    )  # fmt: skip


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((key[:100], str(inner)[:500]) for key, inner in mapping(value).items()))
