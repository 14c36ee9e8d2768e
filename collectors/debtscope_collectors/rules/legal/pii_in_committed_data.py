"""Personal data in committed files

Detects
-------
Tables in git (CSV, JSON, Parquet, and tables in notebooks' stored outputs) with columns whose names speak of people
(e-mail address, phone, name, date of birth, national id, IBAN, card, address, IP address; in English, German, French,
Spanish, Portuguese and Dutch) and whose values, in a sample, have that form in more than a fifth of the rows. A file
counts when one such column alone reaches a person, or when several together do. Values of reserved ranges
(example.com, fictitious phone numbers, documentation addresses, accounts of zeros), test folders, generated data and
well-known public benchmarks are silent. No value is shown or kept.

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

import re
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
from debtscope_collectors.sources.personal.facts import PersonalColumn
from debtscope_collectors.sources.python.facts import ModuleFacts

_MADE_UP = re.compile(
    r"(?:^|/)(?:tests?|testing|test[-_]?data|fixtures?|mocks?|examples?|docs?|tutorials?|demos?|synthetic|fake|dummy|sample[-_]?data|"
    r"node_modules|vendor|site-packages|cassettes|snapshots|golden|\.github)(?:/|$)|"
    r"(?:synthetic|faker?|dummy|mock|fictional|example|sample|anonymi[sz]ed|pseudonymi[sz]ed|masked)[^/]*$",
    re.IGNORECASE,
)
_BENCHMARK = re.compile(
    r"titanic|movielens|ml-\d+[mk]|enron|adult[-_.]|census|german[-_]?credit|iris|mnist|imdb|yelp|amazon[-_]?reviews|lastfm|"
    r"bank[-_]?(?:marketing|full)|northwind|chinook|sakila|conll|20[-_]?newsgroups",
    re.IGNORECASE,
)
_METADATA = re.compile(
    r"(?:^|/)(?:package(?:-lock)?|composer|contributors?|authors?|\.all-contributorsrc|citation|codemeta|zenodo|\.zenodo|plugin|manifest)[^/]*\.json$",
    re.IGNORECASE,
)
_FAKERS = ("faker", "mimesis", "sdv", "ctgan", "synthcity")


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
    reserved_counts = facts.settings.example_values_are_real
    generated = _generated(facts)
    history = facts.one(GitHistory)
    files: dict[str, list[PersonalColumn]] = {}
    for column in facts.all(PersonalColumn):
        files.setdefault(column.path, []).append(column)
    for path, columns in sorted(files.items()):
        if _MADE_UP.search(path) or _BENCHMARK.search(path) or _METADATA.search(path) or path in generated:
            continue
        if _reaches_people(columns, reserved_counts=reserved_counts):
            yield _finding(path, columns, history)


def _reaches_people(columns: list[PersonalColumn], *, reserved_counts: bool) -> bool:
    """One strong column of unreserved values, or at least three weak ones, names among them, none beside invented ones."""
    strong = [column for column in columns if column.is_strong]
    if strong:
        return reserved_counts or any(not column.is_reserved for column in strong)
    kinds = {column.kind for column in columns if reserved_counts or not column.is_reserved}
    return "name of a person" in kinds and len(kinds) >= 2


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


def _generated(facts: Facts) -> frozenset[str]:
    """Files that code with a generator of invented people writes."""
    return frozenset(
        write.target
        for module in facts.all(ModuleFacts)
        if any(found.module.split(".")[0].lower() in _FAKERS for found in module.imports)
        for write in module.writes
        if write.target
    )
