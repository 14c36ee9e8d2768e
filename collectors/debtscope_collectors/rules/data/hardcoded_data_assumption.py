"""Assumptions about data content are hard-coded

Detects
-------
Files that train, make features or serve and that write what data looks like into code, in at least two ways
or three places:
a literal table of categories in `.map` or `.replace` without a default for new ones, a column taken by its number
(`iloc[:, 7]`), a value that stands for missing (-999, "N/A"), a cut-off date, a mean or bound of three digits and more in
`fillna` or `clip`. A weight of classes that is computed from two counted numbers of rows counts by itself. In serving code two places are enough. One item per file. Silent for maps with a default, for constants in
capitals, for notebooks that train nothing, and for tests, examples and published packages.

Why it is debt
--------------
A new category becomes NaN without an error, an inserted column shifts every number behind it, a mean of last year fills the
gaps of this year. None of it is seen by a check of types.

How to pay it down
------------------
Put categories, bounds and fills into a versioned schema or into the fitted pipeline, and check them where data is loaded.

Example
-------
`df.sex.map({"M": 0, "F": 1, "X": 2})` and `df.age.fillna(38.7)`: debt. An encoder with `handle_unknown`: clean.

References
----------
Sculley et al. 2015, configuration debt and undeclared assumptions; Foidl et al. 2022, data smells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    file_subject,
    rule,
)
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.sources.python.assumptions import Assumption, assumptions, class_ratios

FOLD = 5
SHOWN = 10
_WORDS = {
    "map": ("list of categories", "lists of categories"),
    "position": ("column by its number", "columns by their number"),
    "sentinel": ("value that stands for missing", "values that stand for missing"),
    "date": ("cut-off date", "cut-off dates"),
    "figure": ("figure read off the data", "figures read off the data"),
    "ratio": ("ratio of classes from counted rows", "ratios of classes from counted rows"),
}


@rule(
    id="DAT-026",
    category=Category.DATA,
    debt_type="hidden data assumptions",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("python",),
    facets=(assumptions, class_ratios),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per file, or one for all."""
    code = facts.one(CodeBase)
    if code is None or code.is_library:
        return
    found: dict[str, list[Assumption]] = {}
    guessed, ratios = facts.rows(assumptions), facts.rows(class_ratios)
    for path in sorted({*guessed, *ratios}):
        module = code.modules.get(path)
        sites = [one for one in (*ratios.get(path, ()), *guessed.get(path, ())) if one.kind in _WORDS]
        if module is not None and _counts(module, sites):
            found[path] = sites
    if len(found) > FOLD:
        yield _folded(found)
        return
    for path, sites in found.items():
        yield _finding(path, sites)


def _counts(module: CodeModule, sites: Sequence[Assumption]) -> bool:
    kinds = {one.kind for one in sites}
    serves = any(not one.detail.startswith("ui") for one in module.facts.serving)
    works = bool(module.facts.training or module.facts.features) or serves
    if module.role == "notebook":
        works = bool(module.facts.training)
    elif not module.is_own:
        return False
    return works and ("ratio" in kinds or len(kinds) >= 2 or len(sites) >= (2 if serves else 3))


def _kinds(sites: Sequence[Assumption]) -> str:
    counted = Counter(one.kind for one in sites)
    return ", ".join(f"{n} {_WORDS[kind][n > 1]}" for kind, n in counted.most_common())


def _finding(path: str, sites: list[Assumption]) -> Finding:
    fate = " New categories become empty without an error." if any(one.kind == "map" for one in sites) else ""
    return Finding(
        subject=file_subject(path),
        line=sites[0].line,
        message=f"The code takes for granted what the data holds: {_kinds(sites)}.{fate}",
        evidence=_evidence(path, sites),
        occurrences=float(len(sites)),
    )


def _evidence(path: str, sites: Sequence[Assumption]) -> tuple[Evidence, ...]:
    return tuple(Evidence(kind="line", path=path, line=one.line, ref=_WORDS[one.kind][0]) for one in sites[:SHOWN])


def _folded(found: dict[str, list[Assumption]]) -> Finding:
    every = [one for sites in found.values() for one in sites]
    return Finding(
        subject=Subject(kind="files", name="assumptions about data in code"),
        message=f"{len(found)} files take for granted what the data holds: {_kinds(every)}.",
        evidence=tuple(one for path, sites in list(found.items())[:SHOWN] for one in _evidence(path, sites[:1])),
        occurrences=float(len(every)),
    )
