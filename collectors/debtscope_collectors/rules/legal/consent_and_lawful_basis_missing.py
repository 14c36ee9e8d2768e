"""Personal data used for training with no purpose or legal basis on record

Detects
-------
Tables on people (the files of `pii-in-committed-data`) that training code reads, directly or through the project's own steps, and
no line of a document that speaks of a legal basis, consent, legitimate interest or the purpose of the processing. A document
that says that the basis is not documented is quoted. Low confidence unless a document itself leaves it open: the record may lie
with whoever answers for privacy. One item per repository.

Why it is debt
--------------
Training is a purpose of its own. Whether customers' records may be used for it was either decided by somebody, or by nobody; a
model trained without a basis may have to be withdrawn together with everything that it fed.

How to pay it down
------------------
1. Ask whoever answers for privacy which basis covers training, and link the record of processing from the data's README.
2. Where the basis is consent, filter on it in the first step of the pipeline and test that filter.
3. Train without the columns that reach people: most models never needed them.

Example
-------
Debt: `data/README.md` says "Consent basis: not documented".

Clean: "Legal basis: legitimate interest, assessment LIA-12; records without consent are filtered in prepare.py".

References
----------
- GDPR, articles 5(1)(b), 6, 30 and 35
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
from debtscope_collectors.joins.people_data import named_files, statement, trained_on


@rule(
    id="LEG-016",
    category=Category.LEGAL,
    debt_type="privacy debt (GDPR 6, 30)",
    severity=Severity.HIGH,
    confidence=Confidence.LOW,
    since=Maturity.PRODUCTION,
    needs=("personal", "python"),
    uses=("docs",),
)
def check(facts: Facts) -> Iterator[Finding]:
    used = trained_on(facts)
    basis, purpose = statement(facts, "lawful-basis"), statement(facts, "purpose")
    if not used or basis.settled:
        return
    files = [file for file, _, _ in used]
    evidence = [Evidence(kind="line", path=path, line=line, ref=f"reads {file.path}") for file, path, line in used[:8]]
    told = "no statement of a legal basis for that was found"
    if basis.open:
        path, line, _ = basis.open
        told = f"{path}, line {line}, leaves the legal basis open"
        evidence.insert(0, Evidence(kind="line", path=path, line=line, ref="basis left open"))
    stated = f"; a purpose is stated in {purpose.settled[0]}, line {purpose.settled[1]}" if purpose.settled else ""
    evidence.append(
        Evidence(kind="searched", ref="legal basis", excerpt=f"{basis.searched} for a legal basis or consent")
    )
    yield Finding(
        subject=Subject(kind="dataset", name=files[0].path.rpartition("/")[2], path=files[0].path),
        title="No legal basis on record for training data",
        message=f"{named_files(files)} data on people and {'is' if len(files) == 1 else 'are'} used by training code; {told}{stated}.",
        evidence=tuple(evidence),
        line=None,
        severity=Severity.MEDIUM if purpose.settled else None,
        confidence=Confidence.MEDIUM if basis.open else None,
        exposure=Exposure(kind="personal data", note="models were trained on data on people with no basis that this repository shows"),
        cause="personal-data-duties",
        tags=("personal-data",),
    )  # fmt: skip
