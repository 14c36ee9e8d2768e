"""Notebooks do not run from top to bottom

Detects
-------
Python notebooks that stop when they are run from the first cell to the last: a name is used above the cell that defines it or that no
cell defines, or a cell's error is stored in a notebook that trains or writes and whose saved state tells another order: execution counts that fall, that begin late and leave gaps of more than three, cells without a count among cells with one (comments, cells that hold lines for the shell or pip alone, one of twenty
and a last scratch cell do not count). The order alone is told of notebooks that production runs. Names
that magics, star imports, `%run` or the host (Spark, Databricks) may bring are left out, and so are cells tagged
`raises-exception` or `skip-execution`. Where all counts were stripped, or all outputs were cleared, only names are judged; and below an `exec`, which may define any name, those that no cell defines are not. One item, for
the folder or for the repository. Examples and lessons, which each reader runs anew, are asked for names that no cell defines alone. Where nothing rests on a notebook (nobody runs it, programs
train beside it, and no program reads what it writes) its order counts a fifth, and is left out in research. Silent where a hook or CI strips or runs the notebooks.

Why it is debt
--------------
What the notebook shows came from a kernel that is gone. Nobody can say from which code a figure came, the next reader cannot
make it again, and the model or table that the notebook wrote rests on state that is in no file.

How to pay it down
------------------
1. Restart the kernel, run all, mend what fails, commit.
2. Let CI do that (nbmake, papermill), or strip outputs on commit (nbstripout).
3. Move what others need into a module.

Example
-------
Debt: counts 3, 1, 7; `model.score(X_test)` where no cell makes `model`.

Clean: counts 1 to n; or all of them stripped and each name defined above its use.

References
----------
- Pimentel et al., A Large-Scale Study about Quality and Reproducibility of Jupyter Notebooks (2019)
- pynblint, non-linear-execution and non-executed-notebook
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from debtscope.api import (
    Category,
    Confidence,
    Credit,
    Driver,
    Evidence,
    Facts,
    Finding,
    Maturity,
    RepositoryMaturity,
    Severity,
    Subject,
    file_subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.sources.python.facts import CellFacts, NotebookFacts
from debtscope_collectors.sources.python.hidden_state import LostName, lost_names

_SHOWN_TO_USERS = regex(r"(?:^|/)(?:examples?|tutorials?|samples?)/", re.IGNORECASE)
"""Where a library shows its users how: each is whole in itself, and nothing runs there."""
_OUTSIDE = frozenset({"test", "vendored", "generated"})
_ASIDE = Driver(name="part", value=0.2, unit="x", ref="nothing rests on these notebooks")
_GAP = 3
_FOLDERS = 2
_SHOWN = 10
_COUNTS = 8
_FEW = 0.05
"""Share of cells that may be left out in a notebook that did run."""
_BY_HAND = frozenset({"KeyboardInterrupt", "SystemExit"})
"""Errors by which somebody stops a cell."""
_EXCUSED = frozenset({"raises-exception", "skip-execution"})


@frozen(kw_only=False)
class _Signs:
    """What is wrong with one notebook."""

    path: str
    told: tuple[str, ...]
    """In words, the gravest first."""
    weight: int
    rests: bool
    """Somebody would miss it: it is run, it is the only training there is, programs read what it writes, or it does not run at all."""


@rule(
    id="COD-047",
    category=Category.CODE,
    debt_type="notebook reproducibility debt",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("python",),
    uses=("ci", "dvc"),
    credits=("CR-10",),
    facets=(lost_names,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding: for the folder that holds them, or for the repository."""
    code = facts.one(CodeBase)
    if code is None or any(credit.id == "CR-10" for credit in facts.all(Credit)):
        return
    names = facts.rows(lost_names)
    needed = _needed(code)
    maturity = facts.one(RepositoryMaturity)
    is_live = maturity is not None and maturity.value is not Maturity.RESEARCH
    asked = [
        book
        for book in facts.all(NotebookFacts)
        if book.path in code.modules
        and code.modules[book.path].role not in _OUTSIDE
        and not (code.is_library and _SHOWN_TO_USERS.search(book.path))
    ]
    found = [
        signs
        for book in asked
        if (signs := _signs(book, names.get(book.path, ()), code.modules[book.path], needed))
        and (is_live or signs.rests)
    ]
    folders = {posixpath.dirname(signs.path) for signs in found}
    wide = len(folders) >= _FOLDERS
    totals: dict[str, int] = {}
    for book in asked:
        place = _place(book.path, wide)
        totals[place] = totals.get(place, 0) + 1
    groups: dict[str, list[_Signs]] = {}
    for signs in found:
        groups.setdefault(_place(signs.path, wide), []).append(signs)
    for place, ones in sorted(groups.items()):
        yield _finding(place, sorted(ones, key=lambda one: (-one.weight, one.path)), totals[place])


def _needed(code: CodeBase) -> frozenset[str]:
    """Notebooks that something starts, that do the work where no program trains, and that write what a program reads."""
    own = [module for module in code.modules.values() if module.is_own]
    alone = not any(module.facts.training for module in own)
    read = {name for module in own for one in module.facts.reads if (name := _file(one.target))}
    return frozenset(
        path
        for path, module in code.modules.items()
        if module.in_production
        or (alone and bool(module.facts.training or module.facts.writes))
        or any(_file(one.target) in read for one in module.facts.writes)
    )


def _file(target: str | None) -> str:
    """The last part of a path that is known; `` of others."""
    name = (target or "").rpartition("/")[2]
    return "" if "{}" in name else name


def _place(path: str, wide: bool) -> str:
    return "" if wide else posixpath.dirname(path) or "."


def _finding(place: str, ones: Sequence[_Signs], total: int) -> Finding:
    worst = ones[0]
    told = f"{posixpath.basename(worst.path)}: {'; '.join(worst.told[:3])}"
    if total == 1:
        subject, message = file_subject(worst.path), f"{worst.path}: {'; '.join(worst.told)}."
    else:
        where = {"": "the repository", ".": "the top folder"}.get(place, place)
        one = len(ones) == 1
        subject = Subject(kind="folder", name=place) if place else Subject(kind="repo", name="repo")
        message = f"{len(ones)} of {total} notebooks in {where} {'does' if one else 'do'} not run from top to bottom ({told})."
    return Finding(
        subject=subject,
        message=message,
        evidence=tuple(_evidence(ones)),
        occurrences=float(len(ones)),
        drivers=() if any(one.rests for one in ones) else (_ASIDE,),
    )


def _evidence(ones: Sequence[_Signs]) -> Iterator[Evidence]:
    for one in ones[:_SHOWN]:
        yield Evidence(kind="notebook", path=one.path, excerpt="; ".join(one.told))
    if len(ones) > _SHOWN:
        yield Evidence(kind="count", excerpt=f"{len(ones) - _SHOWN} more notebooks", value=len(ones) - _SHOWN)


def _signs(book: NotebookFacts, names: Sequence[LostName], module: CodeModule, needed: frozenset[str]) -> _Signs | None:
    """A lesson is run by each of its readers anew, and shows errors on purpose: only names that nothing defines stop them.

    Nor does the order of cells matter to who only looked at data: nothing rests on what such a notebook says.
    """
    if module.role == "example":
        lost = [one for one in names if one.defined is None]
        return _Signs(book.path, (_lost(lost),), 4 * len(lost), rests=True) if lost else None
    cells = [cell for cell in book.cells if cell.lines]
    counts = [cell.count for cell in cells if cell.count is not None]
    if not any(counts):
        counts = []  # an export that writes 0 for every cell does not tell the order
    if not any(cell.has_output or cell.error for cell in cells):
        counts = []  # somebody cleared it: the counts that are left show no state
    told: list[str] = []
    weight = 0
    if names:
        told.append(_lost(names))
        weight += 4 * len(names)
    falls = sum(1 for before, after in pairwise(counts) if after <= before)
    gaps = max((after - before for before, after in pairwise(counts)), default=0)
    if falls or (counts and counts[0] > 1 and gaps > _GAP):
        told.append(f"cells ran as {_sequence(counts)}")
        weight += 2 + falls
    if left := _left(cells, counts):
        told.append(f"{len(left)} of {len(cells)} cells never ran")
        weight += len(left)
    errors = [cell for cell in cells if cell.error and cell.error not in _BY_HAND and not _EXCUSED & set(cell.tags)]
    if errors:
        told.append(f"cell {errors[0].number + 1} ended in {errors[0].error}")
        weight += 3
    is_disordered = len(told) > bool(names) + bool(errors)
    works = bool(module.facts.training or module.facts.writes)
    if not (names or (errors and falls and works) or (is_disordered and module.in_production)):
        return None
    return _Signs(book.path, tuple(told), weight, rests=bool(names) or book.path in needed) if told else None


def _left(cells: Sequence[CellFacts], counts: Sequence[int]) -> list[CellFacts]:
    """Cells that did not run in a notebook that did; one of very many, and a lone last one, are scratch. What installs packages makes
    no name, and what has an output did run."""
    if not counts:
        return []
    left = [
        cell
        for cell in cells
        if cell.count is None and not cell.is_shell and not cell.has_output and not _EXCUSED & set(cell.tags)
    ]
    return left if len(left) > _FEW * len(cells) and left != [cells[-1]] else []


def _lost(names: Sequence[LostName]) -> str:
    first = names[0]
    more = f", and {len(names) - 1} more such names" if len(names) > 1 else ""
    if first.defined is None:
        return f"{first.name} is used in cell {first.cell + 1} and defined in none{more}"
    if first.defined == first.cell:
        return f"{first.name} is used in cell {first.cell + 1} above its definition there{more}"
    return f"{first.name} is used in cell {first.cell + 1} and defined in cell {first.defined + 1}{more}"


def _sequence(counts: Sequence[int]) -> str:
    """The counts around the first fall, or else around the first gap."""
    steps = [after - before for before, after in pairwise(counts)]
    fall = next((at for at, step in enumerate(steps) if step <= 0), None)
    if fall is None:
        fall = next((at for at, step in enumerate(steps) if step > _GAP), 0)
    start = max(0, min(fall + 1 - _COUNTS // 2, len(counts) - _COUNTS))
    shown = counts[start : start + _COUNTS]
    head = "…, " if start else ""
    return head + ", ".join(map(str, shown)) + (", …" if start + _COUNTS < len(counts) else "")
