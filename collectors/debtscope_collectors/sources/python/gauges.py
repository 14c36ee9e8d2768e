"""Metrics that code declares as counted from 0 to 100. One file at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_NAME: Final = regex(r"[a-z][a-z0-9]{0,30}(?:[_:][a-z0-9]{1,30}){1,10}")
_SCALE: Final = regex(r"\b0\s?(?:-|–|to|\.\.)\s?100\b")


@frozen
class PercentMetric:
    """One metric whose own description says so."""

    name: str
    line: int


@facet(PercentMetric, cues={"prometheus_client", "opentelemetry", "statsd"}, tests=False)
def percent_metrics(view: ModuleView) -> Iterator[PercentMetric]:
    """Calls that are given a metric's name and, behind it, a description with its range."""
    for node in view.constants:
        if isinstance(node.value, str) and _SCALE.search(node.value):
            call = view.parent(node)
            texts = [view.constant(one) for one in call.args] if isinstance(call, ast.Call) else []
            name = next((one for one in texts if isinstance(one, str) and _NAME.fullmatch(one)), None)
            if name is not None:
                yield PercentMetric(name=name, line=view.place(node))
