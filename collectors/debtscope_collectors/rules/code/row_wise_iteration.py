"""Rows are walked where columns would do

Detects
-------
Loops over `iterrows`, `itertuples` or `range(len(df))` that do arithmetic on what they read of the row; `df.apply(axis=1)` of
arithmetic alone; tables and arrays that a loop over rows, files or groups makes longer by `pd.concat` or `np.append` without
reading them meanwhile, and tensors that a loop over batches makes longer by `torch.cat`; loops that make a table of each row and ask a model
about it (`model.predict(pd.DataFrame([row]))`). Not meant: loops that only count, make records or texts of rows,
draw, print, write, predict or talk to another system, short tables (written out, `head`, counts, groups, summaries), windows,
and sequences that are generated step by step. One item a file, one for all from two files on; medium where three loops stand in it. They count where a schedule or a
service runs the file again and again, and tables that grow only beside another such loop; loops of notebooks and of programs that somebody starts now and then cost nobody a ticket, as readers of real
repositories found. Loops that ask a model count everywhere but in notebooks. Tests, examples, documents, libraries and functions that nobody calls are left out.

Why it is debt
--------------
It is ten to a thousand times slower than the same on whole columns, growing tables even grow quadratically, and it sets how
often features can be made and models trained.

How to pay it down
------------------
Write it on whole columns, or with `groupby` or `np.where`; collect parts in a list and join them once.

Example
-------
`for _, r in df.iterrows(): out.append(r.a / r.b)`: debt. `out = df.a / df.b`: clean.

References
----------
Zhang et al. 2022, smells 1, 16 and 17; pandas user guide, "Enhancing performance".
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.served import ServedCode
from debtscope_collectors.joins.together import together
from debtscope_collectors.joins.unused_code import DeadLines
from debtscope_collectors.sources.python.rows import RowSite, row_sites

_SHOWN = 6
_SEVERAL = 3
_OUTSIDE = ("test", "docs", "example", "vendored", "generated")
_KINDS = {
    "rows": "over rows",
    "index": "over positions",
    "apply": "by apply",
    "grown": "that grow a table",
    "asked": "that ask the model row by row",
}
_ANYWHERE = frozenset({"asked"})
"""A model that is asked row by row is slow the first time."""


@rule(
    id="COD-044",
    category=Category.CODE,
    debt_type="unnecessary iteration",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("python",),
    facets=(row_sites,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a file; one for all from two on."""
    code = facts.one(CodeBase)
    if code is None or code.is_library:
        return
    found: list[Finding] = []
    dead, served = DeadLines(facts), facts.one(ServedCode)
    for path, sites in facts.rows(row_sites).items():
        module = code.modules.get(path)
        if module is None or module.role in _OUTSIDE or module.facts.kind == "notebook":
            continue
        runs_often = module.in_production or (served is not None and served.holds(path))
        kinds = _KINDS.keys() if runs_often else _ANYWHERE
        loops = [site for site in sites if site.kind in kinds and not dead.hold(path, site.line)]
        if any(site.kind != "grown" for site in loops):
            found.append(_finding(module, loops))
    yield from together(found, "loops over rows", "{all} row-wise loops in {n} files ({first} first).")


def _finding(module: CodeModule, loops: list[RowSite]) -> Finding:
    path = module.path
    loops = sorted(loops, key=lambda site: site.line)
    kinds = ", ".join(dict.fromkeys(_KINDS[site.kind] for site in loops))
    count = "A row-wise loop" if len(loops) == 1 else f"{len(loops)} row-wise loops"
    if len(loops) == 1:
        kinds = kinds.replace("that grow ", "that grows ").replace("that ask ", "that asks ")
    return Finding(
        subject=file_subject(path),
        line=loops[0].line,
        severity=Severity.MEDIUM if len(loops) >= _SEVERAL else None,
        message=f"{count} in {path} ({kinds}).",
        evidence=tuple(
            Evidence(kind="line", path=path, line=site.line, ref=site.kind, excerpt=site.text)
            for site in loops[:_SHOWN]
        ),
        occurrences=len(loops),
    )
