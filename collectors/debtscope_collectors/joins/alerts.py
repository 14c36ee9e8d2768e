"""Alerting rules as they stand for the repository: each once, with what keeps it from ever firing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.naming import words
from debtscope_collectors.joins.watch import is_example
from debtscope_collectors.sources.monitoring.facts import AlertRule
from debtscope_collectors.sources.python.gauges import percent_metrics

TOGETHER = 2
"""More alerts of one file with the same fault are one edit, and one item."""
LONGEST_WAIT = 7 * 86400
"""Seconds: an alert that must hold for longer than a week without a break comes too late for anybody."""
_BOUNDED = frozenset(
    {"auc", "auroc", "auprc", "accuracy", "precision", "recall", "f1", "probability", "proba", "share", "fraction", "ndcg"}
)  # fmt: skip
_CHANCE = frozenset({"auc", "auroc"})
_NOT_BOUNDED = frozenset(
    {"total", "count", "sum", "bucket", "seconds", "bytes", "change", "delta", "diff", "drop", "percent", "pct"}
)
_SIMPLE = regex(
    r"\(*\s*(?:(?:avg|min|max|quantile|last_over_time|avg_over_time|min_over_time|max_over_time|median|abs)\s*"
    r"(?:(?:by|without)\s*\([^()]{0,200}\)\s*)?\()*\s*([a-zA-Z_:][\w:]*)\s*(?:\{[^{}]{0,500}\})?\s*(?:\[[^\[\]]{0,60}\])?\s*\)*\s*"
    r"(?:by\s*\([^()]{0,200}\)\s*)?(<=|>=|<|>|==)\s*(?:bool\s+)?(-?\d{1,12}(?:\.\d{1,12})?)\s*\)*$"
)


@frozen
class OwnAlert:
    """One alerting rule of the repository, or of the exports beside it."""

    rule: AlertRule
    never: str | None
    """Why it can never fire in time, in words; None when it may."""


@join(OwnAlert, facets=(percent_metrics,))
def own_alerts(facts: Facts) -> Iterator[OwnAlert]:
    """Each alert once: rule files before the answers of a server, the repository before exports beside it."""
    seen: set[tuple[str, str]] = set()
    scales = {one.name: (path, one.line) for path, rows in facts.rows(percent_metrics).items() for one in rows}
    for rule in sorted(facts.all(AlertRule), key=_order):
        key = (rule.name, " ".join(rule.expr.split()))
        if key not in seen and not is_example(facts, rule.path):
            seen.add(key)
            yield OwnAlert(rule=rule, never=never(rule) or _below_one(rule, scales))


def _order(rule: AlertRule) -> tuple[bool, bool, str, int]:
    return rule.path.endswith(".json"), rule.path.startswith("outside:"), rule.path, rule.line or 0


def never(rule: AlertRule) -> str | None:
    """Whether the condition lies outside what the metric can be, or must hold for so long that nobody is helped."""
    told = _SIMPLE.match(" ".join(rule.expr.split())[:1000])
    if told:
        metric, operator, limit = told[1], told[2], float(told[3])
        if outside := _outside(metric, operator, limit):
            return outside
    if rule.for_seconds is not None and rule.for_seconds > LONGEST_WAIT:
        return f"must hold for {rule.for_seconds / 86400:.0f} days without a break"
    return None


def _below_one(rule: AlertRule, scales: Mapping[str, tuple[str, int]]) -> str | None:
    """A limit of 0 to 1 for what the code counts from 0 to 100."""
    told = _SIMPLE.match(" ".join(rule.expr.split())[:1000])
    if told is None or told[1] not in scales or told[2] not in ("<", "<=") or not 0 < float(told[3]) <= 1:
        return None
    path, line = scales[told[1]]
    return f"{told[1]} {told[2]} {float(told[3]):g}, and {path}:{line} counts it from 0 to 100"


def _outside(metric: str, operator: str, limit: float) -> str | None:
    told = set(words(metric))
    if not told & _BOUNDED or told & _NOT_BOUNDED:
        return None
    if operator in ("<", "<=") and told & _CHANCE and limit <= 0.5:
        return f"{metric} {operator} {limit:g}: a model that guesses has 0.5, so that nothing short of a reversed label fires it"
    if (operator == "<" and limit <= 0) or (operator == "<=" and limit < 0):
        return f"{metric} {operator} {limit:g}: it is never below 0"
    # From 2 on the metric may be a percentage.
    if (operator == ">" and 1 <= limit < 2) or (operator == ">=" and 1 < limit < 2):
        return f"{metric} {operator} {limit:g}: it is never above 1"
    return None
