"""Code is copied from a package that is installed as well

Detects
-------
Files of eighty lines of code and more whose head says that they were taken, adapted, copied or ported from a repository at GitHub whose package the project declares as a
dependency, too (`github.com/stanfordnlp/dspy` and `dspy-ai`), and which the project has changed in three commits and more since they came: two editions of one thing, of which the
installed one moves on and the other does not, with local changes that would have to be carried over. Where no history tells, the size counts alone.

Readers of real repositories shrugged at copies of what is not installed, and at copyright lines of others: nobody awaits an upstream there.
A snippet in the midst of a file, a copy that nobody touches, a link that names a commit or a release, a link
without a word of copying, citations of papers, tests, examples, notebooks and folders of
vendored code count for nothing. Links to the project itself are its own code. Several files are one item. Of what has no licence record LEG-013 tells,
and whoever looks its origin up for that writes its version down as well.

Why it is debt
--------------
A copy is frozen on the day that it was made: its upstream mends faults that stay here, and local changes make taking them over
harder each month. Nobody tests it, since it came from somewhere that worked.

How to pay it down
------------------
Use the installed package, and subclass what has to differ. Else write the source's commit and licence beside the
copy, and cover it with tests.

Example
-------
Debt: `# adapted from https://github.com/acme/losses/blob/main/focal.py`, with `losses` in requirements.txt

Clean: `# adapted from https://github.com/acme/losses/blob/8f2c1d0/focal.py`

References
----------
Tang et al. 2021, An empirical study of refactorings and technical debt in machine learning systems.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Subject,
    file_subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.origins import ForeignCode, origin_marks
from debtscope_collectors.sources.dependencies.facts import DependencyFile

_TAIL = regex(r"-(?:ai|torch|pytorch|python|client|core|sdk|tf|cpu|gpu|headless)$|^(?:python|py)-")
"""What packages are called beside their repository."""
_RENAMED = {"pytorch": "torch", "vision": "torchvision", "audio": "torchaudio", "opencv": "opencv-python"}
_SEPARATOR = regex(r"[-_.]+")
_MANY = 2
_LONG = 80
"""Lines of code; what is shorter has no upstream whose next version anybody awaits."""
_CHANGED = 3
"""Commits since it came, from which on taking over another version is work."""
_HEAD = 40
"""Lines at the start of a file that speak for all of it."""
_SHOWN = 3


@rule(
    id="COD-048",
    category=Category.CODE,
    debt_type="copy-paste debt",
    severity=Severity.LOW,
    confidence=Confidence.LOW,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("docs", "cards", "git", "dependencies"),
    facets=(origin_marks,),
)
def check(facts: Facts) -> Iterator[Finding]:
    code, history = facts.one(CodeBase), facts.one(GitHistory)
    if code is None:
        return
    installed = _installed(facts)
    copies = [
        (file, _changes(history, file.path))
        for file in facts.all(ForeignCode)
        if file.is_recorded
        and not all(mark.is_pinned for mark in file.marks)
        and _is_whole(code, file)
        and _package(file, installed) is not None
    ]
    files = [(file, count) for file, count in copies if count is None or count >= _CHANGED]
    if len(files) >= _MANY:
        yield _folded(sorted(files, key=lambda pair: -(pair[1] or 0)), installed)
        return
    for file, count in files:
        mark = file.marks[0]
        yield Finding(
            subject=file_subject(file.path),
            message=f"{file.path} says that its code came from {mark.origin}, whose package is installed as well; no upstream version is recorded{_since(count)}.",
            line=mark.line,
            evidence=(*file.evidence(), *_declared(file, installed), *_counted(file, count)),
            cause=f"code from elsewhere in {file.path}",
        )


def _is_whole(code: CodeBase, file: ForeignCode) -> bool:
    """Its head speaks for all of it, and it is long enough to hold faults that upstream mends."""
    module = code.modules.get(file.path)
    if module is None or module.role == "notebook" or module.facts.loc < _LONG:
        return False
    return file.marks[0].line <= _HEAD


def _installed(facts: Facts) -> dict[str, Evidence]:
    """What packages are called, with and without their tails -> where one is declared."""
    found: dict[str, Evidence] = {}
    for file in facts.all(DependencyFile):
        for one in file.requirements:
            said = Evidence(kind="requirement", path=file.path, line=one.line, ref=one.name, value=one.spec or None)
            found.setdefault(one.name, said)
            found.setdefault(_TAIL.sub("", one.name), said)
    return found


def _package(file: ForeignCode, installed: Mapping[str, Evidence]) -> Evidence | None:
    """Where the package of the repository that its first mark names is declared."""
    parts = file.marks[0].origin.lower().split("/")
    if parts[0] != "github.com" or len(parts) < 3:
        return None
    name = _SEPARATOR.sub("-", parts[2].removesuffix(".git"))
    name = _RENAMED.get(name, name)
    return installed.get(name) or installed.get(_TAIL.sub("", name))


def _declared(file: ForeignCode, installed: Mapping[str, Evidence]) -> tuple[Evidence, ...]:
    package = _package(file, installed)
    return (package,) if package is not None else ()


def _changes(history: GitHistory | None, path: str) -> int | None:
    """Commits that touched it after the one that brought it; None where nothing tells."""
    if history is None or path not in history.touches:
        return None
    return len(history.touches[path]) - 1


def _since(count: int | None) -> str:
    return "" if count is None else f", and {count} commits have changed the copy since"


def _counted(file: ForeignCode, count: int | None) -> tuple[Evidence, ...]:
    if count is None:
        return ()
    return (Evidence(kind="history", path=file.path, ref="commits since it came", value=count),)


def _folded(files: Sequence[tuple[ForeignCode, int | None]], installed: Mapping[str, Evidence]) -> Finding:
    shown = ", ".join(file.path for file, _ in files[:_SHOWN]) + (" …" if len(files) > _SHOWN else "")
    counts = [count for _, count in files if count is not None]
    return Finding(
        subject=Subject(kind="repo", name="copied code"),
        message=f"{len(files)} files say that their code came from packages that are installed as well ({shown}); no upstream version is recorded"
        f"{_since(max(counts) if counts else None).replace('and ', 'and up to ').replace('the copy', 'a copy')}.",
        evidence=tuple(
            one
            for file, count in files
            for one in (*file.evidence()[:1], *_declared(file, installed), *_counted(file, count))
        ),
        occurrences=float(len(files)),
    )
