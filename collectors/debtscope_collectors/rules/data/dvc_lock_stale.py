"""dvc.lock does not match pipeline or code

Detects
-------
A stage whose entry in dvc.lock differs from what the repository holds now: another command, a dependency whose content
changed, a parameter with another value, an output in git that was edited without a run, a dependency, output or parameter
that the lock has never seen, or a stage that was never run. Generators (`foreach`, `matrix`) and `${}` are expanded as DVC
does it. What DVC keeps outside git is compared by the hash that its producer's lock or its .dvc file names, so a clone
without the data is judged like a full one. Frozen stages, stages that cannot be resolved and steps without any dependency
and output that always run are left out. A stage that is in dvc.lock and in no dvc.yaml is named once for the
file, where it made something that no declared stage makes. Stages of one file that the change of one dependency has left behind
are one item.

Why it is debt
--------------
dvc.lock is the promise that the committed metrics and models came from the committed code, data and parameters. Once it
does not hold, nobody can reproduce the result, and the next `dvc repro` changes numbers for reasons nobody remembers.

How to pay it down
------------------
Run `dvc repro STAGE` and commit dvc.lock with its outputs, or revert the change. Let CI fail when `dvc status` is not
clean.

Example
-------
`train.C: 0.8` in dvc.lock, `C: 0.5` in params.yaml, and metrics/train.json from the old value.

References
----------
ML Test Score, I1 (training is reproducible). DVC documentation, dvc.lock and `dvc status`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import cast

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, GitHistory, Maturity, Severity, Subject, rule
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.cadence import reproductions
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.staleness import Difference, Field, State, compare
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.dvc.facts import DvcProject, DvcStage

SHOWN = 8
_PRIVATE = regex(r"pass|secret|token|key|credential|auth|://[^/\s]*@|[A-Za-z0-9+/_\-]{24}", re.IGNORECASE)


@rule(
    id="DAT-013",
    category=Category.DATA,
    debt_type="reproducibility debt",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("dvc",),
    uses=("git",),
)
def check(facts: Facts) -> Iterator[Finding]:
    history = facts.one(GitHistory)
    for project in facts.all(DvcProject):
        missing: dict[str, list[DvcStage]] = {}
        stale: dict[str, list[_Stale]] = {}
        for stage, found in compare(project):
            if is_aside(stage.path):
                continue
            real = [one for one in found if one.state is not State.MISSING or _was_here(one, history)]
            if real and real[0].field is Field.NEVER_RUN and _lock_of(stage.path) not in project.locks:
                missing.setdefault(stage.path, []).append(stage)
            elif real:
                stale.setdefault(stage.path, []).append(_Stale(_stale(facts, stage, real), _changed(real[0])))
        for path, told in stale.items():
            if len(told) > _FOLD:
                what = f"stages of {path} that their lock does not show"
                found = [one.finding for one in told]
                yield from together(found, what, "{n} stages ({first} first) are no longer what dvc.lock records.")
            else:
                yield from _by_change(path, told)
        for path, stages in missing.items():
            yield _without_lock(facts, path, stages)
        yield from together(
            _orphans(project),
            "locks with stages of the past",
            "{n} locks still hold stages that no dvc.yaml declares ({first} first): results stay that nothing can make again.",
        )
        yield from _ignored(project)


_FOLD = 10
"""Stages of one file above which they are one item: one `dvc repro` makes them all."""


@frozen(kw_only=False)
class _Stale:
    finding: Finding
    change: str
    """The dependency whose change is told of it; `` where it is something else."""


def _changed(one: Difference) -> str:
    return one.name if one.field is Field.DEP and one.state is State.MODIFIED else ""


def _by_change(path: str, told: Sequence[_Stale]) -> Iterator[Finding]:
    """Each by itself, and as one item those of one file that the same change has left behind."""
    for change in dict.fromkeys(one.change for one in told):
        found = [one.finding for one in told if one.change == change]
        if not change:
            yield from found
            continue
        what = f"stages of {path} that a change of {change} left behind"
        message = f"{{n}} stages ({{first}} first): {_braced(change)} changed after their runs in dvc.lock; the committed results were not made by this code."
        yield from together(found, what, message)


def _braced(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _lock_of(path: str) -> str:
    return path.removesuffix("dvc.yaml") + "dvc.lock"


def _was_here(one: Difference, history: GitHistory | None) -> bool:
    """A path that is missing counts only where git has lost it: else it may lie on its owner's disk, ignored."""
    if one.field is not Field.DEP:
        return True
    beneath = f"{one.name}/"
    return history is not None and any(
        change.old == one.name
        or (change.status == "D" and (change.path == one.name or change.path.startswith(beneath)))
        for commit in history.commits
        for change in commit.changes
    )


def _subject(path: str, name: str) -> Subject:
    return Subject(kind="stage", name=name, path=path, symbol=name)


def _stale(facts: Facts, stage: DvcStage, found: Sequence[Difference]) -> Finding:
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    told = _told(found[0])
    if found[0].field is Field.NEVER_RUN:
        message = f"stage {stage.name} is not in dvc.lock: it was never run, or its run was never committed."
    elif found[0].field is Field.OUT:
        message = f"stage {stage.name}: {told}{more}; the committed file did not come out of the recorded run."
    else:
        message = f"stage {stage.name}: {told}{more}; the committed result was not made by this code."
    return Finding(
        subject=_subject(stage.path, stage.name),
        message=message,
        line=stage.line,
        evidence=tuple(_evidence(stage, one) for one in found[:SHOWN]),
        drivers=reproductions(facts, stage.path),
        cause=f"{_lock_of(stage.path)}: {stage.base}",
        remediation=f"Run `dvc repro {stage.name}` and commit the lock, or revert the change.",
    )


def _told(one: Difference) -> str:
    """One difference in words."""
    if one.state is State.NEW:
        return f"{one.field} {one.name} is declared but not in dvc.lock"
    if one.state is State.MISSING:
        return f"{one.field} {one.name} is in dvc.lock and gone now"
    if one.field is Field.PARAM:
        return f"{one.name} is {_shown(one.name, one.locked)} in dvc.lock and {_shown(one.name, one.now)} now"
    if one.field is Field.COMMAND:
        return "the command was changed after the run in dvc.lock"
    return f"{one.name} changed after the run in dvc.lock"


def _shown(name: str, value: object) -> str:
    """A parameter's value; texts that could be a secret and whole tables are not repeated."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str) and len(value) <= 40 and not _PRIVATE.search(f"{name}={value}"):
        return repr(value)
    if isinstance(value, list):
        return f"a list of {len(cast('list[object]', value))}"
    return "another value"


def _evidence(stage: DvcStage, one: Difference) -> Evidence:
    if one.field is Field.PARAM:
        excerpt = f"{one.name}: {_shown(one.name, one.locked)} in dvc.lock, {_shown(one.name, one.now)} now"
        return Evidence(kind="config", path=one.file, ref=one.name, excerpt=excerpt)
    if one.field in {Field.DEP, Field.OUT} and one.state is State.MODIFIED:
        excerpt = f"md5 {_short(one.locked)} in dvc.lock, {_short(one.now)} now"
        return Evidence(kind="file", path=one.name, ref=one.field, excerpt=excerpt)
    return Evidence(kind="lock", path=stage.path, line=stage.line, ref=one.name, excerpt=_told(one))


def _short(value: object) -> str:
    text = str(value)
    return text if text.startswith("of ") else text[:8]


def _without_lock(facts: Facts, path: str, stages: Sequence[DvcStage]) -> Finding:
    """A pipeline without a lock is one item, however many stages it has."""
    names = list(dict.fromkeys(stage.base for stage in stages))
    name = names[0] if len(names) == 1 else f"all {len(names)} stages"
    told = f"stage {name} was" if len(names) == 1 else f"{len(names)} stages ({', '.join(names[:5])}) were"
    lock = _lock_of(path)
    evidence = Evidence(kind="absence", path=path, line=stages[0].line, ref=lock, excerpt=f"there is no {lock}")
    return Finding(
        subject=Subject(kind="stage", name=name, path=path, symbol=names[0] if len(names) == 1 else "*"),
        message=f"{told} never run, or dvc.lock was never committed: nothing records what the results were made from.",
        line=stages[0].line,
        evidence=(evidence,),
        occurrences=len(stages),
        drivers=reproductions(facts, path),
    )


def _orphans(project: DvcProject) -> Iterator[Finding]:
    by_lock: dict[str, list[str]] = {}
    for lock, name in project.orphans:
        if not is_aside(lock):
            by_lock.setdefault(lock, []).append(name)
    for lock, names in by_lock.items():
        told = listed(names, 5)
        yield Finding(
            subject=Subject(kind="file", name=lock, path=lock),
            message=f"{lock} still holds {told}, which no dvc.yaml declares: results stay that nothing can make again.",
            severity=Severity.LOW,
            evidence=tuple(Evidence(kind="lock", path=lock, ref=name) for name in names[:SHOWN]),
            remediation="Delete the entry (`dvc repro` rewrites the lock) and the outputs that nobody makes any more.",
        )


def _ignored(project: DvcProject) -> Iterator[Finding]:
    for lock in sorted(project.ignored_locks):
        if not is_aside(lock):
            yield Finding(
                subject=Subject(kind="file", name=lock, path=lock),
                message=f"{lock} is ignored by git: nobody else learns what the results were made from.",
                evidence=(Evidence(kind="config", path=lock, ref=".gitignore"),),
                remediation="Take dvc.lock out of .gitignore and commit it.",
            )
