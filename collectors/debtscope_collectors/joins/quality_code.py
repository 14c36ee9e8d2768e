"""Calls that hold predictions against outcomes, or estimate how they would."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.view import ModuleView

_LIBRARIES = frozenset({"sklearn", "evidently", "nannyml", "torchmetrics"})
_PRESETS = frozenset(
    {"ClassificationPreset", "RegressionPreset", "ClassificationQualityMetric", "RegressionQualityMetric", "ClassificationQuality",
     "RegressionQuality", "CBPE", "DLE", "PerformanceCalculator", "RecsysPreset", "ClassificationTestPreset", "RegressionTestPreset",
     "BinaryClassificationTestPreset", "NoTargetPerformanceTestPreset"}
)  # fmt: skip
_TARGETS = frozenset({"TargetDriftPreset", "TestColumnDrift"})


@frozen
class QualityCall:
    """One such call."""

    name: str
    kind: str
    """quality, or target for the drift of targets and predictions."""
    line: int


@facet(QualityCall, cues=_LIBRARIES)
def quality_calls(view: ModuleView) -> Iterator[QualityCall]:
    """Metric functions of scikit-learn and presets of monitoring libraries."""
    if not any(_library(node) in _LIBRARIES for node in view.imports):
        return
    for call in view.calls if "sklearn" in view.words else view.calls_to(_PRESETS | _TARGETS):
        name = view.name(call.func) or ""
        last = name.rpartition(".")[2]
        if name.startswith("sklearn.metrics.") or last in _PRESETS:
            yield QualityCall(name=last, kind="quality", line=view.place(call))
        elif last in _TARGETS:
            yield QualityCall(name=last, kind="target", line=view.place(call))


def _library(node: ast.Import | ast.ImportFrom) -> str:
    name = (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
    return name.partition(".")[0]
