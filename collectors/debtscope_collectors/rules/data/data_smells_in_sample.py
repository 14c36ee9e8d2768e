"""Suspicious values in committed data

Detects
-------
In the first rows (about 20,000 cells) of committed delimited tables, and of those that DVC keeps beside its pointers:

- a code that stands for no value: -1, -9…9, 999…9 in at least 1 % of a measuring column, far from or below everything else, or a date
  of the calendar's edge (1900-01-01);
- zeros where nobody can have one (cholesterol, blood pressure, glucose, height);
- blanks or `?` among numbers, words among numbers, numbers with signs or units in the text, several spellings of "no value";
- one category under several spellings;
- dates with day first and month first in one column;
- text read in the wrong encoding, negative ages and distances, ages above 125;
- more than 1 % of rows that repeat an earlier one, where some column is nearly unique.

Equal smells in files of one folder are one item. Tests, examples, templates, results and predictions, tables that a program of the
repository makes up, and tables below 50 rows are left out. Outliers, skew and long texts are not judged: that takes to know what a column means. No value is quoted but such
codes.

Why it is debt
--------------
A model learns that -1 is a low score and that "LF" is not "Low Fat". Each reader of the file mends it in his own way or not at
all, so training and serving differ, and the next delivery brings the same again.

How to pay it down
------------------
Mend it at its source. Until then, turn codes into missing values in the one function that reads the table, and put the rule
(range, set of categories, format) into the validation that every delivery passes.

Example
-------
`nps` is -1 in 8 % of the rows; all others are 0 to 10.

References
----------
Foidl, Felderer, Ramler: Data Smells: Categories, Causes and Consequences, 2022. Software Engineering for Machine Learning, practice 2.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import Final

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.datafiles.facts import ColumnSmell, TableProfile
from debtscope_collectors.sources.values import inside

SHOWN = 8
_REPEATED = 0.01
_RESULTS: Final = regex(
    r"predict|submission|results?(?![a-z])|metrics|leaderboard|(?<![a-z])logs?(?![a-z])|reports?(?![a-z])|outputs?(?![a-z])|importances?",
    re.IGNORECASE,
)
_ORDER: Final = (
    "sentinel",
    "zero",
    "blank",
    "age",
    "sign",
    "spelling",
    "date-order",
    "mixed-types",
    "number-as-text",
    "mojibake",
    "missing",
)


@rule(
    id="DAT-029",
    category=Category.DATA,
    debt_type="data smells",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("datafiles",),
    uses=("python",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per table, or per folder of tables with the same smells."""
    groups: dict[tuple[object, ...], list[_Smelling]] = {}
    invented = _invented(facts)
    for table in sorted(facts.all(TableProfile), key=lambda one: one.path):
        if table.path in invented or is_aside(table.path) or _RESULTS.search(table.path):
            continue
        repeated = table.repeated if table.repeated > table.rows * _REPEATED else 0
        if table.smells or repeated:
            smells = sorted(table.smells, key=lambda s: (_ORDER.index(s.kind), -s.rows, s.column))
            key = (posixpath.dirname(table.path), frozenset((s.column, s.kind) for s in smells), repeated > 0)
            groups.setdefault(key, []).append(_Smelling(table, tuple(smells), repeated))
    for group in groups.values():
        yield _finding(group)


def _invented(facts: Facts) -> frozenset[str]:
    """Files that a program of the repository writes and that reads nothing but what it wrote: it makes the values up, smells and all."""
    code = facts.one(CodeBase)
    return frozenset(
        inside(folder, access.target)
        for path, module in (code.modules.items() if code else ())
        if {one.target for one in module.facts.reads} <= {one.target for one in module.facts.writes if one.target}
        for access in module.facts.writes
        if access.target and "{}" not in access.target and not access.target.startswith(("/", "~"))
        for folder in ("", posixpath.dirname(path))
    )


@frozen(kw_only=False)
class _Smelling:
    table: TableProfile
    smells: tuple[ColumnSmell, ...]
    repeated: int

    def share(self, rows: int) -> str:
        """Of the rows that were looked at."""
        part = 100 * rows / self.table.rows
        told = f"{part:.0f} %" if part >= 1 else f"{part:.1f} %"
        return f"{told} of {'its' if self.table.is_whole else 'the first'} {self.table.rows:,} rows"


def _finding(group: Sequence[_Smelling]) -> Finding:
    one = group[0]
    path = one.table.path
    told = [f"{s.column}: {s.told} ({one.share(s.rows)})" for s in one.smells]
    if one.repeated:
        told.append(f"rows that repeat an earlier one ({one.share(one.repeated)})")
    more = f"; {len(told) - 2} more" if len(told) > 2 else ""
    also = f" So in {len(group) - 1} more files of the folder." if len(group) > 1 else ""
    evidence = [
        Evidence(
            kind="column", path=path, line=1, ref=s.column, value=s.rows, excerpt=f"{s.told} ({one.share(s.rows)})"
        )
        for s in one.smells[:SHOWN]
    ]
    if one.repeated:
        evidence.append(Evidence(kind="rows", path=path, value=one.repeated, excerpt="rows that repeat an earlier one"))
    evidence += [Evidence(kind="file", path=other.table.path, excerpt="the same") for other in group[1:SHOWN]]
    return Finding(
        subject=Subject(kind="dataset", name=path, path=path),
        message=f"{path} — {'; '.join(told[:2])}{more}.{also}",
        line=1,
        evidence=tuple(evidence),
        occurrences=float(len(told)),
    )
