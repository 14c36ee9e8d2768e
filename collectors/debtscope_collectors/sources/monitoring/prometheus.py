"""Prometheus: rule files (plain, PrometheusRule, chart values) and answers of its HTTP interface."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

from debtscope.model.regex import regex
from debtscope_collectors.sources.monitoring.dates import parse_time
from debtscope_collectors.sources.monitoring.facts import (
    AlertRule,
    CommentedAlert,
    FiringAlert,
    MetricSeries,
    RecordingRule,
)
from debtscope_collectors.sources.monitoring.promql import metrics_of, seconds_of
from debtscope_collectors.sources.monitoring.shape import mapping, mappings, number, sequence, text, walk

_RULES = regex(rb"^[ \t-]{0,60}[\"']?(?:alert|record)[\"']?[ \t]*:", re.MULTILINE)
_PLACE = regex(r"^[ \t-]{0,60}[\"']?(alert|record)[\"']?[ \t]*:[ \t]*[\"']?([^\"'#\n]{1,200}?)[\"']?[ \t]*(?:#.*)?$")
_OFF = regex(r"^[ \t]{0,60}#[# \t]{0,20}-?[ \t]{0,10}alert[ \t]*:[ \t]*[\"']?([A-Za-z_][\w .-]{0,100}?)[\"']?[ \t]*$")
_OFF_EXPR = regex(r"^[ \t]{0,60}#[# \t]{0,20}expr[ \t]*:[ \t]*(\S.{0,1900})$")
_ANSWER = (b'"resultType"', b'"alerts"', b'"groups"')
MAX_POINTS = 200_000


def looks_like_rules(head: bytes) -> bool:
    """Whether a YAML file may hold alerting or recording rules."""
    return b"expr" in head and _RULES.search(head) is not None


def looks_like_answer(head: bytes) -> bool:
    """Whether a JSON file may be an answer of the HTTP interface."""
    return b'"status"' in head and (
        (b'"data"' in head and any(mark in head for mark in _ANSWER)) or b'"errorType"' in head
    )


def read_rules(
    documents: Sequence[object], source: str, path: str
) -> Iterator[AlertRule | RecordingRule | CommentedAlert]:
    """Every rule of every group, wherever in the documents the groups stand, and those that were commented out."""
    places = _places(source)
    yield from _commented(source, path)
    for document in documents:
        for holder in walk(document):
            for group in mappings(holder.get("groups")):
                yield from _group(group, path, places)


def _places(source: str) -> dict[tuple[str, str], list[int]]:
    """(alert or record, name) -> lines, in order: the YAML loader keeps no lines."""
    places: dict[tuple[str, str], list[int]] = {}
    for line, content in enumerate(source.splitlines(), 1):
        if ("alert" in content or "record" in content) and len(content) < 500 and (found := _PLACE.match(content)):
            places.setdefault((found[1], found[2].strip()), []).append(line)
    return places


def _commented(source: str, path: str) -> Iterator[CommentedAlert]:
    """`# - alert: Name` with its `# expr:` within the next lines."""
    lines = source.splitlines()
    for number_, line in enumerate(lines, 1):
        if "alert" not in line or not (found := _OFF.match(line[:300])):
            continue
        after = (_OFF_EXPR.match(other[:2000]) for other in lines[number_ : number_ + 6])
        expr = next((told[1] for told in after if told), None)
        if expr is not None:
            yield CommentedAlert(name=found[1], path=path, line=number_, expr=expr.strip())


def _group(
    group: Mapping[str, object], path: str, places: dict[tuple[str, str], list[int]]
) -> Iterator[AlertRule | RecordingRule]:
    inherited = _texts(group.get("labels"))
    for rule in mappings(group.get("rules")):
        expr = text(rule.get("expr"), 8000) or str(rule.get("expr") or "")
        alert, record = text(rule.get("alert"), 200), text(rule.get("record"), 200)
        if alert:
            yield AlertRule(
                name=alert,
                path=path,
                line=_take(places, ("alert", alert)),
                group=text(group.get("name"), 200) or "",
                expr=expr,
                metrics=metrics_of(expr),
                for_seconds=seconds_of(rule.get("for")),
                labels=_pairs({**inherited, **_texts(rule.get("labels"))}),
                annotations=_pairs(_texts(rule.get("annotations"))),
            )
        elif record:
            line = _take(places, ("record", record))
            yield RecordingRule(name=record, path=path, line=line, expr=expr, metrics=metrics_of(expr))


def _take(places: dict[tuple[str, str], list[int]], key: tuple[str, str]) -> int | None:
    lines = places.get(key)
    return lines.pop(0) if lines else None


def _texts(value: object) -> dict[str, str]:
    """Labels and annotations: scalars as text, anything else left out."""
    return {
        key[:100]: str(inner)[:500]
        for key, inner in mapping(value).items()
        if isinstance(inner, (str, int, float, bool)) or inner is None
    }


def _pairs(values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(values.items()))


def answer_error(document: object) -> str | None:
    """Why an answer holds nothing."""
    top = mapping(document)
    if top.get("status") == "error":
        return text(top.get("error"), 200) or "unknown error"
    return None


def read_answer(document: object, path: str) -> Iterator[MetricSeries | FiringAlert | AlertRule]:
    """Series, firing alerts or loaded rules of an answer."""
    data = mapping(mapping(document).get("data"))
    kind = data.get("resultType")
    if kind in ("matrix", "vector"):
        yield from _series(data, path)
    for alert in mappings(data.get("alerts")):
        yield from _firing(alert, path)
    for group in mappings(data.get("groups")):
        for rule in mappings(group.get("rules")):
            if rule.get("type") == "alerting" and (name := text(rule.get("name"), 200)):
                expr = text(rule.get("query"), 8000) or ""
                yield AlertRule(
                    name=name, path=path, line=None, group=text(group.get("name"), 200) or "", expr=expr,
                    metrics=metrics_of(expr), for_seconds=number(rule.get("duration")),
                    labels=_pairs(_texts(rule.get("labels"))), annotations=_pairs(_texts(rule.get("annotations"))),
                )  # fmt: skip
                for alert in mappings(rule.get("alerts")):
                    yield from _firing({"labels": {"alertname": name}, **alert}, path)


def _firing(alert: Mapping[str, object], path: str) -> Iterator[FiringAlert]:
    name = text(mapping(alert.get("labels")).get("alertname"), 200)
    if name:
        since = parse_time(alert.get("activeAt"))
        yield FiringAlert(name=name, path=path, since=since, state=text(alert.get("state"), 20) or "firing")


def _series(data: Mapping[str, object], path: str) -> Iterator[MetricSeries]:
    """When each series has points; of the values only the last."""
    budget = MAX_POINTS
    found: list[MetricSeries] = []
    for result in mappings(data.get("result")):
        points = _points(result, budget)
        budget -= len(points)
        labels = _texts(result.get("metric"))
        name = labels.pop("__name__", "") or path.rpartition("/")[2].rpartition(".")[0]
        if points:
            found.append(one_series(name, _pairs(labels), path, [at for at, _ in points], points[-1][1]))
    reach = max((series.last for series in found), default=None)
    for series in found:
        further = reach is not None and reach > series.last
        yield _replace_end(series, reach) if further else series


def _points(result: Mapping[str, object], budget: int) -> list[tuple[datetime, float | None]]:
    rows = sequence(result.get("values")) or [result.get("value")]
    points: list[tuple[datetime, float | None]] = []
    for row in rows[: max(budget, 0)]:
        pair = sequence(row)
        if len(pair) == 2 and (seconds := number(pair[0])) is not None and 0 < seconds < 1e11:
            points.append((datetime.fromtimestamp(seconds, tz=UTC), number(pair[1])))
    return sorted(points, key=lambda point: point[0])


def one_series(
    name: str, labels: tuple[tuple[str, str], ...], path: str, times: Sequence[datetime], latest: float | None
) -> MetricSeries:
    """A series from its points in time, which must be sorted and not empty."""
    steps = [(later - earlier).total_seconds() for earlier, later in pairwise(times) if later > earlier]
    usual = timedelta(seconds=median(steps) if steps else 0)
    gaps = tuple((earlier, later) for earlier, later in pairwise(times) if usual and later - earlier > 3 * usual)
    return MetricSeries(
        name=name, labels=labels, path=path, first=times[0], last=times[-1],
        interval_hours=usual.total_seconds() / 3600, gaps=gaps, latest=latest, points=len(times),
    )  # fmt: skip


def _replace_end(series: MetricSeries, reach: datetime | None) -> MetricSeries:
    return replace(series, window_end=reach)
