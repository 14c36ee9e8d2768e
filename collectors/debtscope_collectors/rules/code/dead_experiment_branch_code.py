"""Code of past experiments stays in the product

Detects
-------
Five forms, in project code and in notebooks that production runs. Switches named like an experiment (`USE_OLD_FEATURES`,
`enable_x`) that are True or False in one place, are set nowhere else, and hide a branch that never runs; switches for the
machine or the day (GPU, debug, cache, plots) do not count, nor do those of a repository with a feature-flag service, nor those of a
file younger than 120 days. Families of functions kept side by side (`f`, `f_v2`, `f_old`) of which some have no caller.
Functions and classes of four lines and more that nothing in an application names: no call, import, setting, command or text of
code that imports by name; functions that frameworks call by name, decorated ones, derived classes and libraries (a folder with a `setup.py` of its own too, of which nothing is run) are left out.
Blocks of ten comment lines and more that are code, from 40 lines in the repository on; the unused, from three definitions or 40 lines on. What stands unused in a file under another's recorded copyright is its author's. Mild ones in two files and more are one item.

Why it is debt
--------------
Everyone who reads or changes the file works around code that never runs; tests and refactorings carry it along; and one day a
switch is thrown (Knight Capital lost 460 million dollars that way).

How to pay it down
------------------
Find out which variant won, delete the others with their switch and settings, and write the result of the experiment into the
commit. Commented-out code goes the same way: git keeps it.

Example
-------
Debt: `if USE_OLD_FEATURES:` with `USE_OLD_FEATURES = False` for 300 days; `train_v1` and `train_v1_final`, called by nobody.

Clean: a flag that is true in `prod.yaml` and false in `staging.yaml`; `VERBOSE = False`.

References
----------
Sculley et al. 2015, dead experimental codepaths. ruff ERA001, commented-out code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Unjudged,
    file_subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.origins import copied_whole
from debtscope_collectors.joins.together import together
from debtscope_collectors.joins.unread import unread_code
from debtscope_collectors.joins.unused_code import DeadSwitch, UnusedDefinition, is_judged
from debtscope_collectors.sources.python.loose_ends import LooseEnd, loose_ends

_DAYS: Final = 120
_SHOWN: Final = 6
_FEW: Final = 3
_SHORT: Final = 40
"""Unused definitions, and lines of them or of comments in the whole repository, below which nobody opens a file for their sake."""
_TEMPLATE: Final = regex(r"(?:^|/)(?:webserver_config|gunicorn\w*|conf|\w*_config_template|jupyter\w*_config)\.py$")
"""Settings that tools write with every option as a comment."""
_FLAG_SERVICES: Final = (
    "ldclient",
    "launchdarkly",
    "UnleashClient",
    "growthbook",
    "flagsmith",
    "waffle",
    "posthog",
    "statsig",
    "openfeature",
)


@rule(
    id="COD-018",
    category=Category.CODE,
    debt_type="dead experimental codepaths",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("git", "named", "docs", "ci", "containers", "dvc"),
    facets=(loose_ends,),
)
def check(facts: Facts) -> Iterator[Finding | Unjudged]:
    """What nobody calls needs every file read; comments do not."""
    code, history = facts.one(CodeBase), facts.one(GitHistory)
    if code is None:
        return
    if gap := unread_code(facts):
        yield gap
    if not _has_flag_service(code):
        yield from (_switched(one, history) for one in facts.all(DeadSwitch) if _is_old(one.path, facts, history))
    families: dict[tuple[str, tuple[str, ...]], list[UnusedDefinition]] = {}
    plain: dict[str, list[UnusedDefinition]] = {}
    copied = copied_whole(facts)
    for one in facts.all(UnusedDefinition):
        if one.family:
            families.setdefault((one.path, tuple(sorted((*one.family, one.end.name)))), []).append(one)
        elif one.path not in copied and (
            code.modules[one.path].imported_by or code.modules[one.path].entry
        ):  # else the module as a whole is unused
            plain.setdefault(one.path, []).append(one)
    yield from (_family(ones, history) for ones in families.values())
    every = [one for ones in plain.values() for one in ones]
    weighs = len(every) >= _FEW or sum(one.lines for one in every) >= _SHORT
    yield from together(
        (_unused(ones) for ones in plain.values() if weighs),
        "unused definitions",
        "{all} functions and classes in {n} files are used nowhere ({first} have most).",
    )
    told = [
        _commented(path, found)
        for path, ends in sorted(facts.rows(loose_ends).items())
        if path in code.modules
        and is_judged(code.modules[path])
        and not _TEMPLATE.search(path)
        and path not in copied
        and (found := [end for end in ends if end.kind == "comment"])
    ]
    yield from together(
        told if sum(one.occurrences for one in told) >= _SHORT else (),
        "commented-out code",
        "{all} lines of code stand as comments in {n} files ({first} have most).",
    )


def _has_flag_service(code: CodeBase) -> bool:
    return any(
        one.module.partition(".")[0] in _FLAG_SERVICES
        for module in code.modules.values()
        for one in module.facts.imports
    )


def _is_old(path: str, facts: Facts, history: GitHistory | None) -> bool:
    first = history.first_touch(path) if history is not None else None
    return first is None or (facts.as_of - first.at.date()).days >= _DAYS


def _switched(one: DeadSwitch, history: GitHistory | None) -> Finding:
    lines = sum(end.end_line - end.line + 1 for _, end in one.branches)
    last = history.last_touch(one.path) if history is not None else None
    since = f" (unchanged since {last.at.date().isoformat()})" if last is not None else ""
    return Finding(
        subject=file_subject(one.path, one.switch.name),
        line=one.switch.line,
        title="A switch hides code that never runs",
        message=f"{one.switch.name} is {one.switch.value} and nothing sets it{since}; {lines} lines behind it never run.",
        evidence=(
            Evidence(kind="line", path=one.path, line=one.switch.line, excerpt=one.switch.text),
            *(
                Evidence(
                    kind="line",
                    path=path,
                    line=end.line,
                    ref=f"lines {end.line}-{end.end_line} never run",
                    excerpt=end.text,
                )
                for path, end in one.branches[:_SHOWN]
            ),
        ),
        occurrences=lines / 100,
        tier="branch",
    )


def _family(ones: Sequence[UnusedDefinition], history: GitHistory | None) -> Finding:
    first = ones[0]
    last = history.last_touch(first.path) if history is not None else None
    since = f"; the file is unchanged since {last.at.date().isoformat()}" if last is not None else ""
    names = [one.end.name for one in ones]
    live = [name for name in first.family if name not in names]
    beside = f"; {', '.join(live[:3])} beside it has callers" if live else ""
    lines = sum(one.lines for one in ones)
    return Finding(
        subject=file_subject(first.path, first.end.name),
        line=first.end.line,
        title="Variants of a function that nothing calls",
        message=f"{', '.join(names[:5])} in {first.path}: {lines} lines of variants without a caller{beside}{since}.",
        evidence=tuple(_defined(ones)),
        occurrences=lines / 100,
        tier="branch",
    )


def _unused(ones: Sequence[UnusedDefinition]) -> Finding:
    names = ", ".join(one.end.name for one in ones[:4]) + (" …" if len(ones) > 4 else "")
    path = ones[0].path
    is_one = len(ones) == 1
    return Finding(
        subject=file_subject(path),
        line=ones[0].end.line,
        severity=Severity.LOW,
        title="Definitions that nothing uses",
        message=f"{path}: {names} {'is' if is_one else 'are'} used nowhere ({sum(one.lines for one in ones)} lines).",
        evidence=tuple(_defined(ones)),
        occurrences=float(len(ones)),
        tier="unused",
    )


def _defined(ones: Sequence[UnusedDefinition]) -> Iterator[Evidence]:
    for one in ones[:_SHOWN]:
        yield Evidence(
            kind="line",
            path=one.path,
            line=one.end.line,
            ref=one.end.name,
            value=f"{one.lines} lines, named nowhere else",
        )


def _commented(path: str, ends: Sequence[LooseEnd]) -> Finding:
    lines = sum(end.end_line - end.line + 1 for end in ends)
    return Finding(
        subject=file_subject(path, "comments"),
        line=ends[0].line,
        severity=Severity.LOW,
        title="Code kept as comments",
        message=f"{path}: {lines} lines of code stand as comments in {len(ends)} {'block' if len(ends) == 1 else 'blocks'}.",
        evidence=tuple(
            Evidence(kind="line", path=path, line=end.line, ref=f"lines {end.line}-{end.end_line}")
            for end in ends[:_SHOWN]
        ),
        occurrences=float(lines),
        tier="comments",
    )
