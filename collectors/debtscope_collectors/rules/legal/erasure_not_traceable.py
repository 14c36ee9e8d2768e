"""A person's data cannot be traced into datasets and models

Detects
-------
Tables on people (the files of `pii-in-committed-data`) that training code reads, while no document speaks of requests to erase
and no function, script or command is named for erasing or forgetting a person. How many stored copies hold the data (derived
tables, snapshots that DVC tracks) is counted. One item per repository, low confidence: the procedure may lie elsewhere.

Why it is debt
--------------
A person may ask for erasure, and the answer has a deadline of a month. Without a way from a person to the rows, the snapshots
and the models trained on them, each request is an investigation, and the honest answer is that nobody knows.

How to pay it down
------------------
1. Keep a stable, hashed key of the person in every table that is stored.
2. Write a script that takes such a key, lists and rewrites what holds it, and names the models that were trained on it.
3. Decide how soon models are trained again after an erasure, and write it down.

Example
-------
Debt: twelve dated snapshots of customers, no script.

Clean: `scripts/erase_subject.py --key …` and a section on requests in the data's README.

References
----------
- GDPR, articles 12(3) and 17
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
    Subject,
    rule,
)
from debtscope_collectors.joins.facts import ModelInventory
from debtscope_collectors.joins.people_data import PersonalFile, erasing, named_files, statement, trained_on


@rule(
    id="LEG-017",
    category=Category.LEGAL,
    debt_type="privacy debt (GDPR 17)",
    severity=Severity.MEDIUM,
    confidence=Confidence.LOW,
    since=Maturity.PRODUCTION,
    needs=("personal", "python"),
    uses=("docs", "mlflow"),
)
def check(facts: Facts) -> Iterator[Finding]:
    used = trained_on(facts)
    said = statement(facts, "erasure")
    if not used or said.settled or erasing(facts):
        return
    files = [file for file, _, _ in used]
    copies = len(facts.all(PersonalFile))
    inventory = facts.one(ModelInventory)
    models = [m.name for m in inventory.models if not m.retired] if inventory else []
    known = f" and the {len(models)} models of this repository" if len(models) > 1 else ""
    yield Finding(
        subject=Subject(kind="dataset", name=files[0].path.rpartition("/")[2], path=files[0].path),
        title="No way to erase one person was found",
        message=(
            f"{named_files(files)} data on people that training code reads; no way to take one person out of "
            f"{copies} stored table{'s' if copies > 1 else ''}{known} was found."
        ),
        evidence=(
            *(Evidence(kind="line", path=path, line=line, ref=f"reads {file.path}") for file, path, line in used[:8]),
            Evidence(kind="searched", ref="erasure", excerpt=f"{said.searched} and names of functions, scripts and commands"),
        ),
        exposure=Exposure(kind="personal data", note="requests to erase a person cannot be answered from what is here"),
        cause="personal-data-duties",
        tags=("personal-data",),
    )  # fmt: skip
