"""Labels do not say who made them, when and by which guide

Detects
-------
A label export or a narrow table of labels in which annotations name no annotator, or carry no time, and a repository without a
document that tells people how to label. Of a plain table (ids and labels) it is asked only when its name carries a version or
copy suffix, or training code reads it; labels of public benchmarks, tests and examples are left out, and so are tables whose
labels come from events of a system (clicks, payments), which need an event source and no annotator.

Why it is debt
--------------
When labels turn out wrong, nobody can tell which ones, who to ask, or which version of the rules they followed; all of them
have to be made again.

How to pay it down
------------------
Export from the labelling tool with annotator and time, keep the snapshot versioned (DVC), and commit the labelling guide
with a version beside it.

Example
-------
`"completed_by": null` in an export of Label Studio; `labels_final2.csv` with the columns id and label.

References
----------
Sambasivan et al. 2021, Data cascades. SE4ML practice 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.label_sets import MANUAL, is_judged, label_subject
from debtscope_collectors.sources.labels.facts import LabelExport, LabelGuide
from debtscope_collectors.sources.python.facts import ModuleFacts

_VERSIONED = regex(r"(?:final|fixed|new|old|copy|backup|bak|rev|v)[_-]?\d*\.csv$|_\d{1,2}\.csv$", re.IGNORECASE)
_SEARCHED = "documents named like labelling guide, annotation guidelines, codebook or instructions"


@rule(
    id="DAT-023",
    category=Category.DATA,
    debt_type="label debt",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("labels",),
    uses=("python",),
    credits=("CR-27",),
)
def check(facts: Facts) -> Iterator[Finding]:
    guided = bool(facts.all(LabelGuide))
    read = {a.target.rpartition("/")[2] for m in facts.all(ModuleFacts) for a in m.reads if a.target}
    for export in facts.all(LabelExport):
        if not is_judged(export) or not export.annotations:
            continue
        if export.tool not in MANUAL and not _is_asked(export, read):
            continue
        finding = _finding(export, guided=guided)
        if finding is not None:
            yield finding


def _is_asked(export: LabelExport, read: set[str]) -> bool:
    """Of plain tables only those that training reads, or that somebody copied by hand."""
    name = export.path.rpartition("/")[2]
    return bool(_VERSIONED.search(name)) or name in read


def _finding(export: LabelExport, *, guided: bool) -> Finding | None:
    lacks: list[str] = []
    if not export.knows_annotators:
        lacks.append(f"none of the {export.annotations} labels says who made it")
    elif export.anonymous:
        lacks.append(f"{export.anonymous} of {export.annotations} annotations do not say who made them")
    if not export.knows_times:
        lacks.append("none says when")
    elif export.undated:
        lacks.append(f"{export.undated} do not say when")
    if not lacks:
        return None
    if not guided:
        lacks.append("the repository has no labelling guide")
    whole = not export.knows_annotators or export.anonymous * 2 > export.annotations
    evidence = [Evidence(kind="count", path=export.path, ref=lack) for lack in lacks]
    if not guided:
        evidence.append(Evidence(kind="searched", ref=_SEARCHED))
    return Finding(
        subject=label_subject(export),
        message=f"In {export.path} {'; '.join(lacks)}.",
        severity=(Severity.HIGH if whole and export.tool in MANUAL else Severity.MEDIUM if whole else Severity.LOW),
        confidence=None if export.tool in MANUAL else Confidence.LOW,
        evidence=tuple(evidence),
    )
