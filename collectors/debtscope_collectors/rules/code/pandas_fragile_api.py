"""Merges and assignments rest on assumptions

Detects
-------
On objects that are known to be tables of pandas (from a reader, a constructor, an annotation or a method of a table): a `merge`
that names neither key nor way of joining, and an assignment to a selection of a selection (`df[mask]["b"] = 1`), which may
write to a copy. Objects of unknown type are not judged, since nested dictionaries look alike. One item a file, one for all
from two files on. Tests, examples, documents and libraries are left out.

Why it is debt
--------------
A merge without a key joins on whatever columns have a common name: a new column upstream changes the rows without an error.
A chained assignment changes the table or not, by version and by layout in memory.

How to pay it down
------------------
State `on`, `how` and `validate`; assign with `df.loc[mask, "b"] = 1`.

Example
-------
`a.merge(b)`: debt. `a.merge(b, on="id", how="left", validate="m:1")`: clean.

References
----------
Zhang et al. 2022, smells 3, 5 and 6; pandas user guide, "Merge" and "Copy-on-Write".
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.python.rows import RowSite, row_sites

_SHOWN = 6
_OUTSIDE = ("test", "docs", "example", "vendored", "generated")
_KINDS = {"merge": "merge without key and way of joining", "chained": "assignment to a selection of a selection"}


@rule(
    id="COD-045",
    category=Category.CODE,
    debt_type="pandas API misuse",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("python",),
    facets=(row_sites,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a file; one for all from two on."""
    code = facts.one(CodeBase)
    if code is None or code.is_library:
        return
    found: list[Finding] = []
    for path, sites in facts.rows(row_sites).items():
        module = code.modules.get(path)
        if module is None or module.role in _OUTSIDE:
            continue
        fragile = [site for site in sites if site.kind in _KINDS]
        if fragile:
            found.append(_finding(path, fragile))
    yield from together(
        found,
        "calls that rest on pandas' assumptions",
        "{all} merges and assignments in {n} files ({first} first) rest on what pandas assumes.",
    )


def _finding(path: str, fragile: list[RowSite]) -> Finding:
    fragile = sorted(fragile, key=lambda site: site.line)
    kinds = " and ".join(dict.fromkeys(_KINDS[site.kind] for site in fragile))
    count = "A call" if len(fragile) == 1 else f"{len(fragile)} calls"
    verb = "rests" if len(fragile) == 1 else "rest"
    return Finding(
        subject=file_subject(path),
        line=fragile[0].line,
        message=f"{count} in {path} {verb} on what pandas assumes ({kinds}).",
        evidence=tuple(
            Evidence(kind="line", path=path, line=site.line, ref=site.kind, excerpt=site.text)
            for site in fragile[:_SHOWN]
        ),
        occurrences=len(fragile),
    )
