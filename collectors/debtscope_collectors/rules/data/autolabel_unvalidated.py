"""Machine-made labels enter training without review

Detects
-------
An export of a labelling tool in which 15 % or more of the annotations (low; medium from 30 %, high from 60 %) were made from a
model's prediction (`parent_prediction`, origin prediction), unless people changed most of them or marked a sample as ground
truth that was not made from predictions; and exports in which 30 % or more of the tasks carry predictions and no annotation
beside tasks that people labelled.

Why it is debt
--------------
The model's own errors come back as truth. The metric on such labels measures how well the model agrees with itself, and falls
only when somebody looks.

How to pay it down
------------------
Label a random sample of every batch without showing the prediction, log the error rate of the machine labels, stop the batch
above a limit, and keep the origin as a column.

Example
-------
`"parent_prediction": 9000, "lead_time": 0.8` on every fifth annotation.

References
----------
Label Studio, task format (parent_prediction). Sculley et al. 2015, hidden feedback loops.
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, rule
from debtscope_collectors.joins.label_sets import is_judged, label_subject
from debtscope_collectors.sources.labels.facts import LabelExport

_LOW, _MEDIUM, _HIGH = 0.15, 0.30, 0.60
_FEW = 20
"""Annotations below which a share says nothing."""
_CHANGED = 0.5
"""Share of corrected predictions from which people are seen to review."""
_SAMPLE = 0.05


@rule(
    id="DAT-024",
    category=Category.DATA,
    debt_type="data pollution",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("labels",),
)
def check(facts: Facts) -> Iterator[Finding]:
    for export in facts.all(LabelExport):
        if is_judged(export) and export.annotations >= _FEW:
            finding = _finding(export)
            if finding is not None:
                yield finding


def _finding(export: LabelExport) -> Finding | None:
    share = export.from_predictions / export.annotations
    if share < _LOW or _is_reviewed(export):
        return None
    fast = f"; {export.fast} annotations took under two seconds" if export.fast else ""
    same = export.unchanged_predictions
    kept = f", {same} of them unchanged" if same else ""
    severity = Severity.LOW if share < _MEDIUM else Severity.MEDIUM if share < _HIGH else Severity.HIGH
    return Finding(
        subject=label_subject(export),
        message=(
            f"{export.from_predictions} of {export.annotations} annotations in {export.path} ({share:.0%}) were made from a "
            f"model's predictions{kept}, and no reviewed sample measures their error{fast}."
        ),
        severity=severity,
        evidence=(
            Evidence(kind="count", path=export.path, ref="parent_prediction", value=export.from_predictions),
            Evidence(kind="count", path=export.path, ref="annotations", value=export.annotations),
            Evidence(kind="count", path=export.path, ref="annotations under 2 s", value=export.fast),
        ),
    )


def _is_reviewed(export: LabelExport) -> bool:
    """People changed most of what they were shown; that alone measures the error."""
    same = export.unchanged_predictions
    if same is None or same == 0:
        return False
    return 1 - same / export.from_predictions > _CHANGED and export.overlaps >= _SAMPLE * export.labelled
