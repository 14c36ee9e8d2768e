"""What can be told of a PromQL expression without parsing it whole: the metrics that it names, and durations."""

from __future__ import annotations

from debtscope.model.regex import regex
from debtscope_collectors.sources.monitoring.mentions import base
from debtscope_collectors.sources.monitoring.shape import number

_STRINGS = regex(r'"[^"\n]{0,500}"|\'[^\'\n]{0,500}\'|`[^`]{0,500}`')
_SELECTORS = regex(r"\{[^{}]{0,2000}\}")
_HOLES = regex(
    r"(?<![\w:$])(?:[\w:]{0,200}(?:\$\{[^{}]{0,200}\}|\$\w{1,80}|\[\[\w{1,80}\]\])){1,8}[\w:]*|(?<![\w:])[\w:]{1,200}\{\{[^{}]{0,200}\}\}[\w:]+"
)
"""Names that a dashboard's variables or a template fill in (`reads_${unit}_bucket`): no metric is known by a piece of one."""
_NAMED = regex(r"__name__\s*=\s*[\"'`]([a-zA-Z_:][\w:]*)[\"'`]")
_LABEL_LISTS = regex(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]{0,500}\)")
_RANGES = regex(r"\[[^\[\]]{0,60}\]|\boffset\s+-?\w+")
_NAME = regex(r"(?<![\w:$.])([a-zA-Z_:][\w:]*)\b(?!\s*\()")
_WORDS = frozenset(
    {
        "and",
        "or",
        "unless",
        "by",
        "without",
        "on",
        "ignoring",
        "group_left",
        "group_right",
        "bool",
        "offset",
        "inf",
        "nan",
        "start",
        "end",
        "sum",
        "avg",
        "min",
        "max",
        "count",
        "count_values",
        "stddev",
        "stdvar",
        "topk",
        "bottomk",
        "quantile",
        "group",
        "le",
    }
)
_DURATION = regex(r"(\d+)(ms|[smhdwy])")
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "y": 31536000}


def metrics_of(expr: str) -> tuple[str, ...]:
    """Names of the metrics in an expression, in order of appearance."""
    expr = expr[:8000]
    named = _NAMED.findall(expr)
    bare = _STRINGS.sub('""', expr)
    for pattern in (_HOLES, _SELECTORS, _LABEL_LISTS, _RANGES):
        bare = pattern.sub(" ", bare)
    found = [name for name in _NAME.findall(bare) if name.lower() not in _WORDS and not name[0].isdigit()]
    return tuple(name for name in dict.fromkeys(named + found) if base(name))


def seconds_of(duration: object) -> float | None:
    """`10m`, `1h30m` or a number of seconds; None when nothing or nonsense is given."""
    if isinstance(duration, str) and duration:
        parts = _DURATION.findall(duration[:40])
        if parts:
            return float(sum(int(amount) * _SECONDS[unit] for amount, unit in parts))
    return number(duration)
