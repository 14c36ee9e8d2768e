"""DVC stages that are frozen, local or kept twice

Detects
-------
Per stage of a dvc.yaml: frozen while a dependency, parameter or the command has changed since its last run; frozen in a
dvc.yaml that nobody touched for 90 days; `always_changed: true`; a dependency or output at an absolute path or outside the
repository; `persist: true` on a model, which a new run then continues from; an output that DVC caches and git holds as
well. Once per dvc.yaml: outputs with `cache: false` that were made and are not in git, so that nobody else gets them. Per `.dvc` file: data
that git holds as well, or an import from an absolute path on somebody's disk. Frozen `.dvc` imports are how DVC makes
them, and metrics and plots with `cache: false` belong in git. `${}` that could not be resolved is not judged.

Why it is debt
--------------
Each of these makes `dvc repro` mean less: the stage is skipped, always run, bound to one machine, or its output has two
truths.

How to pay it down
------------------
Unfreeze and run the stage, name its real dependencies instead of `always_changed`, import data instead of naming a path,
and let either git or DVC keep an output (`git rm --cached`, or `cache: false`).

Example
-------
`outs: [/data/x.csv]`; `frozen: true` above a dependency that was edited later.

References
----------
mllint, dvc-has-files. DVC documentation, dvc.yaml (frozen, always_changed, cache, persist).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    FileEntry,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Subject,
    file_subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.staleness import State, compare
from debtscope_collectors.sources.dvc.facts import DvcFile, DvcProject, DvcStage
from debtscope_collectors.sources.values import inside

FROZEN_DAYS = 90
_MODEL = (".pkl", ".pickle", ".joblib", ".pt", ".pth", ".onnx", ".h5", ".keras", ".safetensors", ".ckpt")
_OUTSIDE = regex(r"/|~|\.\./|[A-Za-z]:[\\/]")


@rule(
    id="DAT-019",
    category=Category.DATA,
    debt_type="pipeline debt",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("dvc",),
    uses=("git",),
)
def check(facts: Facts) -> Iterator[Finding]:
    tracked = frozenset(entry.path for entry in facts.all(FileEntry) if entry.is_tracked)
    for project in facts.all(DvcProject):
        changed = _changed_though_frozen(project)
        found: dict[tuple[str, str], tuple[DvcStage, list[str]]] = {}
        for stage in project.stages:
            problems = [
                *_frozen(facts, stage, changed),
                *_options(stage),
                *_places(stage),
                *_homes(stage, tracked),
            ]
            if problems and not is_aside(stage.path):
                found.setdefault((stage.path, stage.base), (stage, []))[1].extend(problems)
        for stage, problems in found.values():
            yield _finding(stage, list(dict.fromkeys(problems)))
        if tracked:
            yield from _homeless(project, tracked)
        for file in project.files:
            if not is_aside(file.path):
                yield from _file(file, tracked)


def _above(path: str) -> Iterator[str]:
    while path := posixpath.dirname(path):
        yield path


def _changed_though_frozen(project: DvcProject) -> dict[tuple[str, str], str]:
    """The first difference of every frozen stage that its lock would show, were it not frozen."""
    if not any(stage.frozen for stage in project.stages):
        return {}
    thawed = replace(project, stages=tuple(replace(stage, frozen=False) for stage in project.stages))
    changed: dict[tuple[str, str], str] = {}
    for stage, found in compare(thawed):
        real = [one.name for one in found if one.state is not State.MISSING]
        if stage.locked and real:
            changed[stage.path, stage.name] = real[0]
    return changed


def _frozen(facts: Facts, stage: DvcStage, changed: dict[tuple[str, str], str]) -> Iterator[str]:
    if not stage.frozen:
        return
    history = facts.one(GitHistory)
    last = history.last_touch(stage.path) if history else None
    days = (datetime.combine(facts.as_of, time(), UTC) - last.at).days if last else 0
    if name := changed.get((stage.path, stage.name)):
        yield f"frozen while {name} changed since its last run; `dvc status` does not say so"
    elif days >= FROZEN_DAYS:
        yield f"frozen for {days} days at least"


def _options(stage: DvcStage) -> Iterator[str]:
    if stage.always_changed:
        yield "always_changed, so it runs every time and its result is never known to be current"
    for out in sorted(stage.persisted):
        if out.lower().endswith(_MODEL):
            yield f"persist on {out}: a run continues from the model of the last one"


def _places(stage: DvcStage) -> Iterator[str]:
    for word, paths in (("dependency", stage.deps), ("output", stage.outs)):
        for path in paths:
            if _OUTSIDE.match(path) and "://" not in path and "${" not in path:
                yield f"{word} {path} lies outside the repository"


def _homes(stage: DvcStage, tracked: frozenset[str]) -> Iterator[str]:
    """Outputs with two homes."""
    for out in stage.outs:
        if out in tracked and out not in stage.uncached:
            yield f"{out} is kept by DVC and tracked by git as well"


def _homeless(project: DvcProject, tracked: frozenset[str]) -> Iterator[Finding]:
    """Outputs that were made and that neither DVC's cache nor git holds: one item for a dvc.yaml."""
    locked = {out.path for stage in project.stages if stage.locked for out in stage.locked.outs}
    if not any(stage.uncached & locked for stage in project.stages):
        return  # the folders of all tracked files are then not worth a list
    folders = frozenset(above for path in tracked for above in _above(path))
    lost: dict[str, list[str]] = {}
    for stage in project.stages:
        made = {out.path for out in stage.locked.outs} if stage.locked else set[str]()
        for out in sorted(stage.uncached & made):
            if not (out in tracked or out in folders or _OUTSIDE.match(out) or is_aside(stage.path)):
                lost.setdefault(stage.path, []).append(out)
    for path, outs in lost.items():
        more = f" and {len(outs) - 1} more outputs are" if len(outs) > 1 else " is"
        yield Finding(
            subject=file_subject(path),
            message=f"{outs[0]}{more} neither cached by DVC (cache: false) nor in git: only their hashes are shared.",
            evidence=tuple(
                Evidence(kind="config", path=path, ref=out, excerpt="cache: false, not in git") for out in outs[:8]
            ),
            remediation="Commit them, or let DVC cache them (drop `cache: false`).",
        )


def _finding(stage: DvcStage, problems: list[str]) -> Finding:
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return Finding(
        subject=Subject(kind="stage", name=stage.base, path=stage.path, symbol=stage.base),
        message=f"stage {stage.base}: {problems[0]}{more}.",
        line=stage.line,
        evidence=tuple(Evidence(kind="config", path=stage.path, line=stage.line, excerpt=one) for one in problems[:8]),
        occurrences=len(problems),
    )


def _file(file: DvcFile, tracked: frozenset[str]) -> Iterator[Finding]:
    twice = [out.path for out in file.outs if out.path in tracked]
    line = None
    if twice:
        problem = f"{twice[0]} is kept by DVC and tracked by git as well"
    elif (
        file.import_url
        and _OUTSIDE.match(inside(posixpath.dirname(file.path), file.import_url))
        and "://" not in file.import_url
    ):
        problem = f"its source {file.import_url} lies on one machine, outside the repository"
        line = file.import_line
    else:
        return
    yield Finding(
        subject=file_subject(file.path),
        message=f"{file.path}: {problem}.",
        line=line,
        evidence=(Evidence(kind="config", path=file.path, line=line, excerpt=problem),),
    )
