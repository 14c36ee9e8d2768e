"""Metrics that Python code exports: prometheus_client and OpenTelemetry."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.view import ModuleView

_KINDS = frozenset({"Counter", "Gauge", "Histogram", "Summary", "Info", "Enum"})
_LIBRARIES = frozenset({"prometheus_client", "opentelemetry", "aioprometheus"})
_METERS = frozenset(
    {"create_counter", "create_histogram", "create_gauge", "create_up_down_counter", "create_observable_gauge",
     "create_observable_counter"}
)  # fmt: skip


@frozen
class ExportedMetric:
    """One metric that a module defines."""

    name: str
    """With namespace and subsystem, without the library's suffixes; empty where the program makes it up."""
    kind: str
    line: int


@facet(ExportedMetric, version=2, cues=_LIBRARIES)
def exported_metrics(view: ModuleView) -> Iterator[ExportedMetric]:
    """Definitions in modules that import a metrics library."""
    libraries = {_library(node) for node in view.imports}
    if not libraries & _LIBRARIES:
        return
    for call in view.calls:
        called = view.name(call.func) or ""
        kind = called.rpartition(".")[2] or (call.func.attr if isinstance(call.func, ast.Attribute) else "")
        if kind in _KINDS and called.startswith(("prometheus_client", "aioprometheus")):
            yield ExportedMetric(name=_name(view, call), kind=kind, line=view.place(call))
        elif len(call.args) > 1 and (handed := _handed(view, call.args[0])) and (told := _text(view, call.args[1])):
            yield ExportedMetric(name=told, kind=handed, line=view.place(call))
        elif kind in _METERS:
            told = _text(view, view.argument(call, "name", 0))
            yield ExportedMetric(name=told.replace(".", "_"), kind=kind, line=view.place(call))


def _handed(view: ModuleView, node: ast.expr) -> str:
    """`Gauge` of `make(Gauge, "churn_auc", …)`: helpers that register what they are given."""
    if not isinstance(node, ast.Name | ast.Attribute):
        return ""
    module, _, kind = (view.name(node) or "").rpartition(".")
    return kind if kind in _KINDS and module.startswith(("prometheus_client", "aioprometheus")) else ""


def _library(node: ast.Import | ast.ImportFrom) -> str:
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").partition(".")[0]
    return next(
        (
            name
            for alias in node.names
            if (name := alias.name.partition(".")[0]) in ("prometheus_client", "opentelemetry")
        ),
        "",
    )


def _name(view: ModuleView, call: ast.Call) -> str:
    name = _text(view, view.argument(call, "name", 0))
    if not name:
        return ""
    before = (_text(view, view.argument(call, key)) for key in ("namespace", "subsystem"))
    return "_".join(part for part in (*before, name) if part)


def _text(view: ModuleView, node: ast.expr | None) -> str:
    value = view.constant(node) if node is not None else None
    return value[:200] if isinstance(value, str) else ""
