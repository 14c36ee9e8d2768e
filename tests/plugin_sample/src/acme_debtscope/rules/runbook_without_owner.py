"""Runbook has no owner

Detects
-------
A runbook whose `owner` is missing.

Why it is debt
--------------
At night nobody knows whom to call.

How to pay it down
------------------
Write `owner: NAME`.

Example
-------
Debt: `title: x`. Clean: `owner: ana`.

References
----------
The acme handbook.
"""

from __future__ import annotations

from collections.abc import Iterator

from acme_debtscope.facts import OrphanedRunbook
from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    file_subject,
    rule,
)


@rule(
    id="ACME-001",
    category=Category.MONITORING,
    debt_type="operational debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("runbooks",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a runbook."""
    for orphan in facts.all(OrphanedRunbook):
        path = orphan.runbook.path
        yield Finding(
            subject=file_subject(path),
            message=f"{path} names no owner.",
            evidence=(Evidence(kind="absence", path=path, ref="owner"),),
        )
