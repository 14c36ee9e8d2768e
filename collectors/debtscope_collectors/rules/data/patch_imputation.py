"""Rows are filled or dropped, and nobody counts

Detects
-------
In training code, in the project's own modules that it imports, and in steps that write the files which it reads: `fillna` of one constant or of the means on a whole table,
`dropna()` and `drop_duplicates()` without a subset, rows dropped that a conversion could not read, conversions with `errors="coerce"`, and readers that skip bad lines, where no line around prints, logs or asserts how many rows there
are or are missing. One item for programs and one for notebooks, low where there are only
conversions (of columns, in files that check nothing, notebooks left out). What a notebook only draws or describes is left out. Silent for what answers requests, a record at a time, for texts filled with the empty text before `astype(str)`, for a fill of one column, for a subset, for imputers of a Pipeline, and in functions that nobody calls, tests,
examples, exploration and published packages.

Why it is debt
--------------
A zero is a value. When a source stops sending a column, the fill turns that into plausible rows and the model is trained on
them; a dropna quietly loses them. Nobody knows how many rows either one changes.

How to pay it down
------------------
Impute column by column in the Pipeline, so that serving does the same, and log how many rows were touched; stop the run when
the share jumps.

Example
-------
`X = df.drop(columns=DROP).fillna(0)`: debt. `df.dropna(subset=["charges"])` with the count logged: clean.

References
----------
Ximenes et al. 2025, patch fixes in preprocessing; Foidl et al. 2022, missing value smells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import Category, Confidence, Driver, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.datasets import steps_before, writers_of
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.together import together
from debtscope_collectors.joins.unused_code import DeadLines
from debtscope_collectors.joins.validation import DataValidation
from debtscope_collectors.sources.python.tables import TableSite, table_sites

_TRIED = Driver(name="part", value=0.2, unit="x", ref="a notebook")
_BY_HAND = Driver(name="part", value=0.3, unit="x", ref="nothing runs it by itself: who starts it sees the rows")
_UNREAD = Driver(name="part", value=0.3, unit="x", ref="values that could not be read, and no rows")


_SHOWS = regex(r"explain|shap|plot|visuali|report|evaluat|monitor|dashboard|importance", re.IGNORECASE)
"""Where a table is changed to be shown."""


@rule(
    id="DAT-027",
    category=Category.DATA,
    debt_type="preprocessing patch fix",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("python",),
    facets=(table_sites,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per file of the training path, and per notebook that trains."""
    code = facts.one(CodeBase)
    if code is None or code.is_library:
        return  # a package cleans its users' tables, and they count their rows
    known = facts.one(DataValidation)
    trains = {path for path, module in code.modules.items() if module.facts.training}
    own = sorted(path for path in trains if code.modules[path].is_own)
    before = steps_before(code, own, writers_of(code))
    reached = {*(near for path in own for near in code.closure(path, 1)), *before}
    makers = [
        p
        for p, m in code.modules.items()
        if own and m.is_own and m.in_production and m.facts.features and not m.facts.serving and not _SHOWS.search(p)
    ]
    reached |= {
        near for path in makers for near in code.closure(path, 1) if near in makers
    }  # what a pipeline makes features with
    found: list[Finding] = []
    dead = DeadLines(facts)
    for path, sites in facts.rows(table_sites).items():
        module = code.modules.get(path)
        is_ours = module is not None and (
            (module.is_own and path in reached) or (module.role == "notebook" and path in trains)
        )
        fills = (
            [
                site
                for site in sites
                if site.kind == "fill" and not site.counted and not site.only_shown and not dead.hold(path, site.line)
            ]
            if is_ours
            else []
        )
        if all("coerce" in site.name for site in fills) and (
            (module is not None and module.role == "notebook") or (known is not None and path in known.checked)
        ):
            continue  # a file that checks its data may well count what it could not read
        if fills:
            found.append(_finding(path, fills, runs=module is not None and module.in_production))
    yield from together(
        found, "rows that change uncounted", "{all} calls in {n} files change or drop rows, {first} first; nobody counts them."
    )  # fmt: skip


def _finding(path: str, fills: list[TableSite], *, runs: bool) -> Finding:
    unread = all("coerce" in one.name for one in fills)
    part = _TRIED if path.endswith(".ipynb") else _UNREAD if unread else None if runs else _BY_HAND
    first, more = fills[0], len(fills) - 1
    others = f", and {more} like it in this file" if more else ""
    return Finding(
        subject=file_subject(path),
        line=first.line,
        severity=Severity.LOW if unread else None,
        message=f"{path}:{first.line} calls {first.name}{others}; nobody counts the rows that change.",
        evidence=tuple(
            Evidence(kind="line", path=path, line=one.line, ref=one.name, excerpt=one.text) for one in fills[:10]
        ),
        occurrences=float(len(fills)),
        drivers=(part,) if part else (),
    )
