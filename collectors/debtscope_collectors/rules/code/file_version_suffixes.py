"""Versions kept as file copies (train_v2_final)

Detects
-------
Files of one folder, or of sibling folders, whose names are equal once version marks are taken away (`v2`, `final`,
`new`, `old`, `copy`, `backup`, dates) and whose contents share half of their lines or more; and notebooks with the
editor's default name (`Untitled3.ipynb`, `train-Copy1.ipynb`). Migrations, versions of an interface, tests, numbered
tutorials (`01_`, `02_`) and series without marks are silent, and so are files whose marked names hide different content: each defines
a class that no other of them has, or something of its own file's name. So are copies that one program takes all: methods of which a
user chooses.

Medium where two of them are really used: imported, run by a pipeline, CI or an image, or named by another file that names no other of
them. Low where one is, or none: the others are dead copies.

Why it is debt
--------------
Nobody knows which copy is the one that counts. A fix goes into one of them, a result comes from another, and a new
colleague reads the wrong one.

How to pay it down
------------------
1. Find out which copy is used, keep it under the plain name, delete the others: git remembers them.
2. Put what differs into parameters.
3. Name notebooks for what they show.

Example
-------
Debt: `train.ipynb` beside `train_v2_final.ipynb`.

Clean: `01_load.ipynb` beside `02_train.ipynb`.

References
----------
- Pimentel et al., A Large-Scale Study about Quality and Reproducibility of Jupyter Notebooks (2019)
- pynblint, untitled and duplicate notebook names
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, GitHistory, Maturity, Severity, Subject, rule
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.sources.copies.facts import CopyGroup, CopyMember


@rule(
    id="COD-020",
    category=Category.CODE,
    debt_type="versioning debt",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("copies",),
    uses=("git", "python"),
)
def check(facts: Facts) -> Iterator[Finding]:
    history = facts.one(GitHistory)
    code = facts.one(CodeBase)
    grouped: set[str] = set()
    for group in facts.all(CopyGroup):
        members = tuple(member for member in group.members if member.is_tracked is not False)
        if group.is_unnamed:
            if members and members[0].path not in grouped:
                yield _unnamed(members[0], history)
        elif len(members) >= 2 and not any(are(code, members) for are in (_are_names, _are_different, _are_offered)):
            grouped |= {member.path for member in members}
            yield _copies(group.stem, members, _used(code, members), history)


def _are_names(code: CodeBase | None, members: tuple[CopyMember, ...]) -> bool:
    """Whether each defines something of its own file's name: `MobileNetV2` of mobilenetv2.py is a model, no second try."""
    modules = [code.modules.get(member.path) if code else None for member in members]
    return all(
        module is not None
        and any(
            _plain(name) == _plain(posixpath.basename(module.path)[:-3])
            for name in (*module.facts.classes, *(f.qualname for f in module.facts.functions))
        )
        for module in modules
    )


def _are_different(code: CodeBase | None, members: tuple[CopyMember, ...]) -> bool:
    """Whether each defines a class that no other has: scripts that were written from one pattern and do different work."""
    classes = [
        set(code.modules[m.path].facts.classes) if code and m.path in code.modules else set[str]() for m in members
    ]
    return all(
        own - {name for at, other in enumerate(classes) if at != number for name in other}
        for number, own in enumerate(classes)
    )


def _are_offered(code: CodeBase | None, members: tuple[CopyMember, ...]) -> bool:
    """Whether one program takes them all, as commands beside each other: two methods, of which a user chooses."""
    if code is None or any(member.path not in code.modules for member in members):
        return False
    first, *others = (set(code.modules[member.path].imported_by) for member in members)
    takers = first.intersection(*others)
    return any(code.modules[path].role == "production" for path in takers)


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _unnamed(member: CopyMember, history: GitHistory | None) -> Finding:
    name = posixpath.basename(member.path)
    return Finding(
        subject=Subject(kind="file", name=member.path, path=member.path),
        message=f"{member.path} still has the name that the editor gave it: {name!r} says nothing about what it holds.",
        evidence=(_evidence(member, history),),
        severity=Severity.LOW,
    )


def _copies(stem: str, members: tuple[CopyMember, ...], used: list[str], history: GitHistory | None) -> Finding:
    names = ", ".join(posixpath.basename(member.path) for member in members)
    others = [member.path for member in members if member.path not in used]
    if len(used) == 1:
        rest = _shown(others[0], members) if len(others) == 1 else f"the other {len(others)}"
        tail = f"{_shown(used[0], members)} is the one that is used, and nothing names {rest}"
    elif used:
        tail = f"{len(used)} of them are used"
    else:
        tail = "nothing in the repository says which one counts"
    alike = min(member.similarity for member in members)
    keep = used[0] if used else min((member.path for member in members), key=lambda path: (len(path), path))
    return Finding(
        subject=Subject(kind="files", name=stem, path=keep),
        message=f"{len(members)} copies of {stem}: {names} share at least {alike:.0%} of their lines; {tail}.",
        evidence=tuple(_evidence(member, history) for member in members),
        severity=Severity.MEDIUM if len(used) > 1 else None,
        occurrences=len(members) - 1,
    )


def _evidence(member: CopyMember, history: GitHistory | None) -> Evidence:
    touched = history.touches.get(member.path) if history else None
    last = history.commits[touched[0]].at.date().isoformat() if history and touched else None
    alike = f"{member.similarity:.0%} alike, " if member.similarity else ""
    return Evidence(
        kind="file",
        path=member.path,
        ref=f"last commit {last}" if last else None,
        value=f"{alike}{member.size} bytes",
        excerpt=f"named in {member.named_in}" if member.named_in else None,
    )


def _shown(path: str, members: tuple[CopyMember, ...]) -> str:
    """Its name, with the folder where that is what tells it from the others."""
    name = posixpath.basename(path)
    return path if sum(posixpath.basename(member.path) == name for member in members) > 1 else name


def _used(code: CodeBase | None, members: tuple[CopyMember, ...]) -> list[str]:
    """A main guard makes a file a program; it does not show that anybody runs it."""
    return [member.path for member in members if member.named_in or _is_wired(code, member.path)]


def _is_wired(code: CodeBase | None, path: str) -> bool:
    module = code.modules.get(path) if code is not None else None
    if code is None or module is None:
        return False
    return bool(module.imported_by) or code.entry_points.get(path, "main") not in ("main", "notebook")
