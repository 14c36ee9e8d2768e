"""Third-party code has no licence notice

Detects
-------
Files that name an origin of their code (a link with a word of copying, or a copyright line of somebody else) where neither the
file's head (its first lines, or those below its docstring), nor the lines around the link or another link to the same origin, nor a NOTICE, THIRD_PARTY or credits file, nor a README records that origin. Told are whole files (the link stands in
the first lines or the file's docstring) and definitions from thirty lines on; a few lines, answers of Stack Overflow and code of a
package that the project declares as a dependency are silent. Several files are one item: medium where a file bears somebody else's copyright or there are three and more, else low. What counts as an origin is told at COD-048.

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
_WORK = 30
"""Lines."""


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
        and any(_is_work(mark) and not mark.is_licensed and not _is_package(mark, packages) for mark in file.marks)
    ]
    if len(files) >= _MANY:
        yield _folded(files)
        return
    for file in files:
        mark = _first(file)
        yield Finding(
            subject=file_subject(file.path),
            title="Third-party code has no licence notice",
            message=f"{file.path}:{mark.line} has code from {mark.origin}; no licence record of it was found.",
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


def _is_work(mark: OriginMark) -> bool:
    """A file or a definition of some length: a few lines are nobody's work, and answers of a forum are given to be used."""
    if mark.kind == "header":
        return True
    return mark.extent >= _WORK and "stackoverflow.com" not in mark.origin and "stackexchange" not in mark.origin


def _first(file: ForeignCode) -> OriginMark:
    return next(mark for mark in file.marks if _is_work(mark))


def _severity(files: list[ForeignCode]) -> Severity | None:
    """One file behind a link is soon put right; a whole file under the copyright of others, or a habit, is more."""
    return None if len(files) >= _HABIT or any(file.kind == "header" for file in files) else Severity.LOW


def _folded(files: list[ForeignCode]) -> Finding:
    shown = ", ".join(f"{file.path} ({_first(file).origin})" for file in files[:_SHOWN])
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
