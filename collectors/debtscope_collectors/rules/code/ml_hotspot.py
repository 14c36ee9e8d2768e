"""Complex ML file that changes often and that no test reaches

Detects
-------
A training, feature or serving file that stands in the top tenth of the repository's machine-learning files twice: by
its expected share of the coming fixes (recent touches and size) and by its branches (sum of McCabe complexity), with
ten or more commits in the last year, some of them in the last half of it, of which two were fixes (one, where the file takes a fifth of the expected fixes),
and at least 4 % of the expected fixes, and that no test imports, itself or by way of what it imports: under tests such a file is where the work is, and readers of real
repositories shrugged at each. Merges, bots, reverts and mass edits do not count. Repositories with fewer than
fifty commits, and shallow clones, are not judged.

Why it is debt
--------------
Few files cause most of the fixes: in public machine-learning repositories the top tenth of files holds four fifths of
the corrective work. Where such a file is also the most branched one, every change takes longer and breaks more. The item
itself charges no hours, since the file's other items do; it shows what fixing this file costs a month.

How to pay it down
------------------
Write characterisation tests for what the file does today, then take its two most branched functions apart before the
next feature goes in. Keep what changes together in one place and move the rest out.

Example
-------
Debt: `features.py`, 42 commits in a year, complexity 96, every third commit a fix.

Clean: a stable `metrics.py` with one commit, however branched; a busy `config.py` without branches.

References
----------
Tornhill, Your Code as a Crime Scene (hot spots). Nagappan and Ball, Use of Relative Code Churn Measures to Predict System
Defect Density, 2005.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    ExposureTable,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    file_subject,
    rule,
)
from debtscope_collectors.joins.facts import CodeBase, CodeModule

_TOP = 0.1
_FEWEST_COMMITS = 10
_FEWEST_FIXES = 2
_MUCH = 0.2
"""Share of the expected fixes from which one fix of the last year is enough."""
_LEAST_SHARE = 0.04
"""Of the repository's expected fixes: a file below costs little, however it compares with its neighbours."""
_FEWEST_IN_REPOSITORY = 50
_FREE_COMPLEXITY = 30
_STEPS = 2
"""Imports from a test to the file: by a package's `__init__.py`, or by one module of the project."""
_LEAST_COMPLEXITY = 10
"""Where nothing branches, the top tenth of branches means nothing."""


@rule(
    id="COD-023",
    category=Category.CODE,
    debt_type="code hot spot",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("git", "python"),
)
def check(facts: Facts) -> Iterator[Finding]:
    history = facts.one(GitHistory)
    code = facts.one(CodeBase)
    if history is None or code is None:
        return
    if sum(c.at.date() <= facts.as_of for c in history.commits) < _FEWEST_IN_REPOSITORY:
        return
    table = facts.one(ExposureTable)
    if table is None or not table.is_measured:
        return
    candidates = [m for m in code.modules.values() if m.path in table.files and _is_ml(m)]
    if not candidates:
        return
    least_share = max(_LEAST_SHARE, _top_tenth([table.files[m.path].share for m in candidates]))
    least_complexity = max(_LEAST_COMPLEXITY, _top_tenth([float(m.facts.complexity) for m in candidates]))
    for module in sorted(candidates, key=lambda m: m.path):
        commits = table.histories[module.path].commits_year if module.path in table.histories else 0
        is_hot = table.files[module.path].share >= least_share and module.facts.complexity >= least_complexity
        is_hot = is_hot and commits >= _FEWEST_COMMITS
        if is_hot and _is_warm(module.path, table) and _breaks(module.path, table) and not _is_tested(code, module):
            yield _finding(module, table)


def _is_warm(path: str, table: ExposureTable) -> bool:
    """A file that nobody has touched for half a year has cooled, whatever happened before."""
    return table.histories[path].commits_180_days > 0


def _breaks(path: str, table: ExposureTable) -> bool:
    """A file that changes and breaks nothing is where the work is, not where the debt is."""
    needed = 1 if table.files[path].share >= _MUCH else _FEWEST_FIXES
    return table.histories[path].fixes_year >= needed


def _is_tested(code: CodeBase, module: CodeModule) -> bool:
    """A test imports it, or the package that hands it on."""
    if module.tested_by:
        return True
    tests = [one.path for one in code.modules.values() if one.role == "test"]
    return any(module.path in code.closure(path, _STEPS) for path in tests)


def _is_ml(module: CodeModule) -> bool:
    return bool(module.facts.training or module.facts.features or module.facts.serving)


def _top_tenth(values: Sequence[float]) -> float:
    """The smallest value that still belongs to the top tenth, which is never empty."""
    return sorted(values, reverse=True)[math.ceil(len(values) * _TOP) - 1]


def _finding(module: CodeModule, table: ExposureTable) -> Finding:
    own, exposure = table.histories[module.path], table.files[module.path]
    fixes = own.fixes_year / own.commits_year
    worst = sorted(module.facts.functions, key=lambda f: (-f.complexity, f.qualname))[:2]
    names = " and ".join(f"{f.qualname} ({f.complexity})" for f in worst)
    return Finding(
        subject=file_subject(module.path),
        message=(
            f"{module.path}: {own.commits_year} commits in a year ({own.commits_180_days} in 180 days), complexity "
            f"{module.facts.complexity}, {fixes:.0%} of the commits are fixes; it takes {exposure.share:.0%} of the "
            f"repository's expected fixes."
        ),
        evidence=(
            Evidence(kind="history", path=module.path, ref="commits in 365 days", value=own.commits_year),
            Evidence(kind="history", path=module.path, ref="authors in 365 days", value=own.authors_year),
            Evidence(kind="metric", path=module.path, ref="sum of McCabe complexity", value=module.facts.complexity),
            *(Evidence(kind="line", path=module.path, line=f.line, ref=f.qualname, value=f.complexity) for f in worst),
        ),
        occurrences=float(max(0, module.facts.complexity - _FREE_COMPLEXITY)),
        remediation=f"Put characterisation tests around {names}, then take them apart." if names else None,
    )
