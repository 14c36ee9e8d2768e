"""Personal data in committed files

Detects
-------
Tables in git (CSV, JSON, Parquet, and tables in notebooks' stored outputs) with columns whose names speak of people
(e-mail address, phone, name, date of birth, national id, IBAN, card, address, IP address; in English, German, French,
Spanish, Portuguese and Dutch) and whose values, in a sample, have that form in more than a fifth of the rows. A file
counts when one such column alone reaches a person, or when several together do. Values of reserved ranges
(example.com, fictitious phone numbers, documentation addresses, accounts of zeros), names and phones beside nothing but such
e-mail addresses, test folders, generated data and
well-known public benchmarks are silent. No value is shown or kept. Low: who
signed a contributors' licence agreement, where a bot keeps it (signatures/version1/cla.json).

Why it is debt
--------------
Git hands every clone all data for ever: nobody can erase a person on request, limit who sees the data or say where the
copies are. Under the GDPR that is a breach waiting to be found, and models trained on it inherit the problem.

How to pay it down
------------------
1. Take the file out of the tree and out of history (git filter-repo), and tell whoever holds clones.
2. Keep the data in an access-controlled store with a retention period; track it with DVC by hash.
3. Work with tokenised ids; strip notebook outputs before committing (nbstripout).

Example
-------
Debt: `customers.csv` with `email,phone,date_of_birth` of real people.

Clean: `tests/fixtures/customers.csv` made with faker at example.com; a column of SHA-256 tokens.

References
----------
- GDPR, articles 5, 17, 25 and 32
- Breck et al., The ML Test Score (2017), data test 5
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
    GitHistory,
    Maturity,
    Severity,
    file_subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.people_data import PersonalFile
from debtscope_collectors.sources.personal.facts import PersonalColumn


@rule(
    id="LEG-001",
    category=Category.LEGAL,
    debt_type="privacy debt",
    severity=Severity.CRITICAL,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("personal",),
    uses=("git", "python"),
    credits=("CR-20",),
    must_do=True,
)
def check(facts: Facts) -> Iterator[Finding]:
    history = facts.one(GitHistory)
    for file in facts.all(PersonalFile):
        if file.in_git:
            yield _finding(file.path, list(file.columns), history)


_SIGNED = regex(r"(?:^|/)signatures/(?:[^/]+/){0,3}cla\.json$")
"""Where a bot keeps who signed the contributors' licence agreement: they wrote themselves in, in the open."""


def _finding(path: str, columns: list[PersonalColumn], history: GitHistory | None) -> Finding:
    by_kind: dict[str, PersonalColumn] = {}
    for column in columns:
        by_kind.setdefault(column.kind, column)
    rows = max(column.rows for column in columns)
    named = ", ".join(f"{kind} ({column.column}, {column.share:.0%})" for kind, column in by_kind.items())
    since = _since(history, path)
    place = next((column.place for column in columns if column.place), "")
    where = f"The {place} in {path} shows" if place else f"{path} holds"
    tail = f"; in git since {since}, so every clone has it" if since else ""
    about = f"about {rows:,} rows" if rows > 200 else f"{rows} rows"
    return Finding(
        subject=file_subject(path),
        message=f"{where} {about} of data on people: {named} of {columns[0].sampled} sampled values{tail}.",
        evidence=tuple(
            Evidence(
                kind="column",
                path=path,
                line=column.line,
                ref=f"{column.column} ({column.kind})",
                value=f"{column.share:.0%} of {column.sampled} sampled values",
            )
            for column in columns[:30]
        ),
        line=columns[0].line,
        severity=Severity.LOW if _SIGNED.search(path) else None,
        confidence=Confidence.HIGH if sum(column.is_strong for column in columns) > 1 else None,
        tier="history" if since else None,
        exposure=Exposure(
            kind="personal data",
            note=f"{about} on people ({', '.join(by_kind)}) can be read by everybody with a clone",
        ),
        tags=("personal-data",),
    )


def _since(history: GitHistory | None, path: str) -> str | None:
    touched = history.touches.get(path) if history else None
    if not history or not touched:
        return None
    return history.commits[touched[-1]].at.date().isoformat()
