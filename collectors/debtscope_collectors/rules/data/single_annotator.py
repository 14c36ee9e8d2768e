"""No second opinion on labels, or annotators disagree

Detects
-------
An export of a labelling tool of 200 or more labelled tasks in which fewer than 5 % were annotated by two people, annotators
agree on fewer than 70 % of the pairs, or more than 15 % of the annotations were cancelled. Smaller sets are told (low) only when
five or more doubly annotated tasks conflict. Agreement compares what was said: choices, texts and spans; for boxes and
polygons the labels, not the coordinates. Formats that never name the annotator, and benchmarks, are left out.

Why it is debt
--------------
Without a second opinion the error of the labels is unknown, and it is the ceiling of every metric computed on them. Where
annotators disagree, the model learns whose task it was.

How to pay it down
------------------
Let two people label 5 to 10 % of the tasks, adjudicate the conflicts, sharpen the guide where they cluster, and keep the
agreement with each snapshot of the labels.

Example
-------
400 tasks, one annotation each, all by annotator 3.

References
----------
Artstein and Poesio 2008, Inter-coder agreement. SE4ML practice 5 (labelling in a controlled process).
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, rule
from debtscope_collectors.joins.label_sets import is_judged, label_subject
from debtscope_collectors.sources.labels.facts import LabelExport

SMALL = 200
_SECOND = 0.05
_AGREES = 0.7
_CANCELLED = 0.15
_CONFLICTS = 5


@rule(
    id="DAT-025",
    category=Category.DATA,
    debt_type="label quality debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("labels",),
    credits=("CR-27",),
)
def check(facts: Facts) -> Iterator[Finding]:
    for export in facts.all(LabelExport):
        if not is_judged(export) or not export.knows_annotators or not export.labelled:
            continue
        if export.annotations == export.anonymous:
            continue  # nobody is named: label-provenance-missing says so
        told = list(_troubles(export))
        if told:
            yield _finding(export, told)


def _troubles(export: LabelExport) -> Iterator[str]:
    if export.labelled < SMALL:
        if export.conflicts >= _CONFLICTS:
            yield f"{export.conflicts} of {export.overlaps} doubly annotated tasks conflict"
        return
    share = export.overlaps / export.labelled
    if share < _SECOND:
        people = "one annotator" if export.annotator_count == 1 else f"{export.annotator_count} annotators"
        yield f"{export.overlaps} of {export.labelled} tasks ({share:.0%}) have a second opinion ({people})"
    if export.agreement is not None and export.agreement < _AGREES and export.overlaps >= _CONFLICTS:
        beyond = f", kappa {export.kappa:.2f}" if export.kappa is not None else ""
        yield f"annotators agree on {export.agreement:.0%} of the pairs{beyond} ({export.conflicts} of {export.overlaps} tasks conflict)"
    everything = export.annotations + export.cancelled
    if export.cancelled / everything > _CANCELLED:
        yield f"{export.cancelled} of {everything} annotations were cancelled"


def _finding(export: LabelExport, told: list[str]) -> Finding:
    by = ", ".join(f"{one.who}: {one.annotations}" for one in export.annotators[:6])
    return Finding(
        subject=label_subject(export),
        message=f"In {export.path} {'; '.join(told)}.",
        severity=Severity.LOW if export.labelled < SMALL else None,
        evidence=(
            *(Evidence(kind="count", path=export.path, excerpt=trouble) for trouble in told),
            Evidence(kind="count", path=export.path, ref="annotations per annotator", excerpt=by or "none named"),
        ),
    )
