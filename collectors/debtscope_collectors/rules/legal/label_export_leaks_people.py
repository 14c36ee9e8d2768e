"""Label export holds people: annotators or task texts

Detects
-------
A committed export of a labelling tool (Label Studio, Prodigy) with mail addresses of annotators, with mail addresses, phone
numbers or IBANs in the data of its tasks, or with storage addresses that carry a signature or token. Values are counted and
never shown. Values of ranges reserved for examples, and files under tests and examples, are left out. Names of people in
running text are not recognised.

Why it is debt
--------------
Everybody with a clone reads who labelled what, and the people that the texts are about, long after the labelling project is
closed; consent for labelling is no consent for that.

How to pay it down
------------------
Export with numeric annotator ids, remove or mask the task data before committing, and take the file out of the history.

Example
-------
`"completed_by": {"id": 3, "email": ...}` in labels/export.json

References
----------
GDPR, articles 5 and 32. Label Studio, export of annotations.
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Exposure,
    Facts,
    Finding,
    Maturity,
    Severity,
    rule,
)
from debtscope_collectors.joins.label_sets import BENCHMARK, MANUAL, label_subject
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.labels.facts import LabelExport

_FEW = 3
"""Tasks below which a form in free text may be chance."""


@rule(
    id="LEG-021",
    category=Category.LEGAL,
    debt_type="privacy debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("labels",),
)
def check(facts: Facts) -> Iterator[Finding]:
    for export in facts.all(LabelExport):
        if export.tool in MANUAL and not is_aside(export.path) and not BENCHMARK.search(export.path):
            told = list(_told(export, reserved_counts=facts.settings.example_values_are_real))
            if told:
                yield _finding(export, told)


def _told(export: LabelExport, *, reserved_counts: bool) -> Iterator[tuple[str, int]]:
    if export.people_mails:
        yield (
            _many(export.people_mails, "mail address of an annotator", "mail addresses of annotators"),
            export.people_mails,
        )
    counts = dict(export.personal)
    if reserved_counts:
        for kind, count in export.reserved:
            counts[kind] = counts.get(kind, 0) + count
    for kind, count in counts.items():
        if count >= _FEW:
            yield f"{count} tasks with {'an' if kind[0] in 'aeiouI' else 'a'} {kind} in their data", count
    if export.signed_urls:
        yield _many(export.signed_urls, "task with a signed address", "tasks with signed addresses"), export.signed_urls


def _many(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


def _finding(export: LabelExport, told: list[tuple[str, int]]) -> Finding:
    what = "; ".join(text for text, _ in told)
    return Finding(
        subject=label_subject(export),
        message=f"{export.path} holds {what}; everybody with a clone has them.",
        evidence=tuple(Evidence(kind="count", path=export.path, ref=text, value=count) for text, count in told),
        exposure=Exposure(kind="personal data", note=f"{what} can be read by everybody with a copy of the file"),
        tags=("personal-data",),
    )
