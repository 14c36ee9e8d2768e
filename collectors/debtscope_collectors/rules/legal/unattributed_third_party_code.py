"""Third-party code has no licence notice

Detects
-------
Files that name an origin of their code (a link with a word of copying, or a copyright line of somebody else) where neither the
file's head (its first lines, or those below its docstring), nor the lines around the link or another link to the same origin, nor a NOTICE, THIRD_PARTY or credits file, nor a README records that origin. Code of Stack Overflow is under
CC-BY-SA and is named as such, last; a link to an answer at one statement is silent, and so is code of a package that the project
declares as a dependency. Several files are one item: medium where a file bears somebody else's copyright or three and more name a repository, else low. What counts as an origin is told at COD-048.

Why it is debt
--------------
Nearly every open licence asks that notice and text travel with the code. Whoever passes the program on cannot keep a duty of
which they do not know, and finding out where each piece came from is slower every year.

How to pay it down
------------------
Record origin, commit and licence in the file's head or in NOTICE, with the licence's text; rewrite what has no licence.

Example
-------
Debt: `# copied from https://github.com/someone/repo/blob/main/loss.py` and no word of it elsewhere

Clean: the same line, and `loss.py: github.com/someone/repo, MIT` in NOTICE

References
----------
Apache License 2.0, section 4. MIT License. Stack Overflow, Licensing of contributions (CC-BY-SA).
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import (
    Category,
    Confidence,
    Exposure,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    file_subject,
    rule,
)
from debtscope_collectors.joins.origins import ForeignCode, OriginMark, origin_marks
from debtscope_collectors.sources.dependencies.facts import DependencyFile

_MANY = 2
_SHOWN = 3
_HABIT = 3


@rule(
    id="LEG-013",
    category=Category.LEGAL,
    debt_type="licence debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("python",),
    uses=("docs", "cards", "git", "dependencies"),
    facets=(origin_marks,),
)
def check(facts: Facts) -> Iterator[Finding]:
    packages = _packages(facts)
    files = [
        file
        for file in facts.all(ForeignCode)
        if not file.is_recorded
        and not all(mark.is_licensed or mark.is_statement or _is_package(mark, packages) for mark in file.marks)
    ]
    files.sort(key=lambda file: _is_answer(file.marks[0]))
    if len(files) >= _MANY:
        yield _folded(files)
        return
    for file in files:
        mark = file.marks[0]
        yield Finding(
            subject=file_subject(file.path),
            title="Third-party code has no licence notice",
            message=f"{file.path}:{mark.line} has code from {_named(mark)}; no licence record of it was found.",
            line=mark.line,
            severity=_severity(files),
            evidence=file.evidence(),
            cause=f"code from elsewhere in {file.path}",
            exposure=_exposure(),
        )


def _packages(facts: Facts) -> frozenset[str]:
    """What the project installs: its licence comes with it."""
    return frozenset(one.name.replace("_", "-") for file in facts.all(DependencyFile) for one in file.requirements)


def _is_package(mark: OriginMark, packages: frozenset[str]) -> bool:
    parts = mark.origin.lower().split("/")
    return parts[0] == "github.com" and len(parts) > 2 and parts[2].replace("_", "-") in packages


def _severity(files: list[ForeignCode]) -> Severity | None:
    """A line or two behind a link is seldom a work of its own; a whole file of others, or a habit, is."""
    whole = [file for file in files if not _is_answer(file.marks[0])]
    return None if len(whole) >= _HABIT or any(file.kind == "header" for file in whole) else Severity.LOW


def _is_answer(mark: OriginMark) -> bool:
    return "stackoverflow.com" in mark.origin or "stackexchange" in mark.origin


def _named(mark: OriginMark) -> str:
    return f"{mark.origin} (CC-BY-SA)" if _is_answer(mark) else mark.origin


def _folded(files: list[ForeignCode]) -> Finding:
    shown = ", ".join(f"{file.path} ({_named(file.marks[0])})" for file in files[:_SHOWN])
    return Finding(
        subject=Subject(kind="repo", name="third-party code"),
        title="Third-party code has no licence notice",
        message=f"{len(files)} files have code from elsewhere without a licence record: {shown}{' and more' if len(files) > _SHOWN else ''}.",
        severity=_severity(files),
        evidence=tuple(one for file in files for one in file.evidence()[:1]),
        occurrences=float(len(files)),
        exposure=_exposure(),
    )


def _exposure() -> Exposure:
    return Exposure(kind="rights", note="notices that the origin's licence asks for may be missing")
