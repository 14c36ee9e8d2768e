"""Machine-made labels enter training without review

Detects
-------
An export of a labelling tool in which 15 % or more of the annotations (low; medium from 30 %, high from 60 %) were made from a
model's prediction (`parent_prediction`, origin prediction), unless people changed most of them or marked a sample as ground
truth that was not made from predictions; and exports in which 30 % or more of the tasks carry predictions and no annotation
beside tasks that people labelled.

In training code: the label model of Snorkel; predictions of a model on rows called unlabelled or pseudo that are joined to the training
rows (low where only confident ones are kept, and for a function that
is named for making pseudo-labels); a column of labels that a function fills by asking a language model. Silent where
the file speaks of people who look at them (agreement, kappa, gold, audit, manual review).

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

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.label_sets import is_judged, label_subject
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.labels.facts import LabelExport
from debtscope_collectors.sources.python.machine_labels import MachineLabel, machine_labels

_LOW, _MEDIUM, _HIGH = 0.15, 0.30, 0.60
_FEW = 20
"""Annotations below which a share says nothing."""
_CHANGED = 0.5
"""Share of corrected predictions from which people are seen to review."""
_SAMPLE = 0.05
_ROLES = frozenset({"production", "script", "notebook", "experiment"})


@rule(
    id="DAT-024",
    category=Category.DATA,
    debt_type="data pollution",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("files",),
    uses=("labels", "python"),
    facets=(machine_labels,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per export, and one per file of code."""
    yield from _in_code(facts)
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


def _in_code(facts: Facts) -> Iterator[Finding]:
    code = facts.one(CodeBase)
    for path, rows in sorted(facts.rows(machine_labels).items()):
        module = code.modules.get(path) if code else None
        if code is None or code.is_library or module is None or module.role not in _ROLES or is_aside(path):
            continue
        found = [row for row in rows if not row.is_reviewed]
        trains = any(code.modules[p].facts.training for p in (path, *module.imported_by) if p in code.modules)
        if found and (trains or found[0].kind != "llm"):
            yield _made(path, found)


def _made(path: str, rows: list[MachineLabel]) -> Finding:
    first = rows[0]
    how = {
        "weak": f"{first.made_by} makes labels of rules",
        "pseudo": f"{first.made_by} labels rows that then train",
        "llm": f"{first.made_by} asks a language model for the labels",
    }[first.kind]
    evidence = [Evidence(kind="line", path=path, line=row.line, ref=row.made_by) for row in rows[:4]]
    if first.joined:
        evidence.append(Evidence(kind="line", path=path, line=first.joined, ref="joined to the training rows"))
    evidence.append(
        Evidence(kind="searched", path=path, excerpt="agreement, kappa, gold or ground truth, audit, manual review")
    )
    return Finding(
        subject=file_subject(path),
        message=f"{how} in {path}, and no reviewed sample measures their error.",
        line=first.line,
        severity=Severity.LOW if first.is_filtered else Severity.MEDIUM,
        evidence=tuple(evidence),
    )
