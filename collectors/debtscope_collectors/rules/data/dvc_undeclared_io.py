"""Stage uses files that it does not declare

Detects
-------
A DVC stage whose own script uses what dvc.yaml does not list for it: the script itself or a module of the project that it
imports is no dependency, it reads a file of the repository or an output of another stage, it writes a file that is no
output, or it reads a key of a parameter file that is not under `params`. Paths are followed through constants, the options
in the stage's command and the defaults of the script's own options, from the folder of the stage or, where the script joins
them to its `__file__`, from its own; what is only known at run time is left out. Stages that
always run, modules that the stage's image installs at one tag or commit (`git checkout v0.2.0`) where its Dockerfile is a dep, scratch folders, logs, whatever lies beneath a declared
folder, modules of helpers, paths and settings, and files that say where runs are recorded do not count.

Why it is debt
--------------
DVC reruns a stage when something declared changes. What is not declared changes in silence: the next `dvc repro` says that
all is up to date and the committed model is one that today's code and data would not make.

How to pay it down
------------------
Add the path under `deps` or `outs`, the key under `params`. A folder as dependency (`deps: [src/]`) covers its modules.

Example
-------
A stage with `deps: [train.py]` whose train.py says `from features import build` and reads `params["train"]["class_weight"]`.

References
----------
Sculley et al. 2015, undeclared consumers and data dependencies. DVC documentation, dvc.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.cadence import reproductions
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.stageio import Undeclared, Use, undeclared
from debtscope_collectors.sources.dvc.facts import DvcProject, DvcStage

SHOWN = 12
_HELPER = regex(
    r"(?:^|/)[^/]{0,40}(?:util|common|helper|config|setting|constant|logg|load_params|paths?\.py)[^/]{0,40}$",
    re.IGNORECASE,
)
"""Modules that rarely change what a stage makes."""
_TRACKING = regex(
    r"(?:^|/)[^/]{0,20}(?:mlflow|wandb|tracking|logging|logger)[^/]{0,20}\.(?:ya?ml|json|toml|ini|env)$", re.IGNORECASE
)
"""Files that say where runs are recorded."""
_WHERE = {
    Use.SCRIPT: "its own script, no dep",
    Use.MODULE: "imported, no dep",
    Use.READ: "read, no dep",
    Use.WRITE: "written, no out",
    Use.PARAM: "parameter read, not under params",
}


@rule(
    id="DAT-014",
    category=Category.DATA,
    debt_type="undeclared data dependency",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("dvc", "python"),
    uses=("files", "git", "containers"),
)
def check(facts: Facts) -> Iterator[Finding]:
    for project in facts.all(DvcProject):
        stages: dict[tuple[str, str], DvcStage] = {}
        uses: dict[tuple[str, str], dict[tuple[Use, str], Undeclared]] = {}
        declared: dict[tuple[str, str], set[str]] = {}
        for stage in project.stages:
            declared.setdefault((stage.path, stage.base), set()).update(stage.deps)
        for stage, _, found in undeclared(facts, project):
            if not is_aside(stage.path):
                key = (stage.path, stage.base)
                stages.setdefault(key, stage)
                known = uses.setdefault(key, {})
                for one in found:
                    if one.use is Use.READ and one.name in declared.get(key, ()):
                        continue  # by another copy of the generated stage: which it reads, a parameter says
                    # The copies of a generated stage use another file each at the same line: one line to add.
                    is_access = one.use in {Use.READ, Use.WRITE}
                    known.setdefault((one.use, f"{one.path}:{one.line}" if is_access else one.name), one)
        files: dict[str, list[Finding]] = {}
        for key, known in uses.items():
            weighty = [one for one in known.values() if not _is_aid(one)]
            if any(not (one.is_pattern and one.use is Use.READ) for one in weighty):
                files.setdefault(key[0], []).append(_finding(facts, stages[key], weighty))
        for path, found in files.items():
            if len(found) < _HABIT:
                yield from found
            else:
                yield _folded(path, found)


def _is_aid(one: Undeclared) -> bool:
    """What a change of hardly ever changes the result; whoever lists it reruns every stage for a line of its log."""
    return (one.use is Use.MODULE and _HELPER.search(one.name) is not None) or (
        one.use is Use.READ and _TRACKING.search(one.name) is not None
    )


def _folded(path: str, found: list[Finding]) -> Finding:
    """So many stages of one file that it is how the file is written, and one pass over it adds what they lack."""
    total = sum(one.occurrences for one in found)
    names = listed([one.subject.name for one in found], SHOWN)
    return replace(
        max(found, key=lambda one: one.occurrences),
        subject=Subject(kind="file", name=f"{path}: stages", path=path, symbol="stages"),
        message=f"{len(found)} stages of {path} use {total:g} files without declaring them, their own scripts among them ({names}); DVC will not rerun them when these change.",
        line=found[0].line,
        cause=None,
        evidence=tuple(evidence for one in found for evidence in one.evidence[:2]),
        occurrences=float(len(found)),  # the lines of a stage are written in one go
    )


_HABIT = 6
"""Stages of one file from which on they are one item."""


def _finding(facts: Facts, stage: DvcStage, found: list[Undeclared]) -> Finding:
    told = ", ".join(f"{one.name} ({_WHERE[one.use]})" for one in found[:3])
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    if all(one.use is Use.WRITE for one in found):
        message = (
            f"stage {stage.base} writes {told}{more}: DVC neither keeps that nor knows that it belongs to the result."
        )
    elif stage.deps or stage.params:
        message = f"stage {stage.base} uses {told}{more} without declaring it; DVC will not rerun it when that changes."
    else:
        message = (
            f"stage {stage.base} has no deps at all, though it uses {told}{more}: once run, DVC never runs it again."
        )
    modules = {one.name for one in found if one.use is Use.MODULE}
    declaration = Evidence(
        kind="config",
        path=stage.path,
        line=stage.line,
        ref=stage.base,
        excerpt=f"deps: {', '.join(stage.deps[:6]) or 'none'}; outs: {', '.join(stage.outs[:6]) or 'none'}",
    )
    return Finding(
        subject=Subject(kind="stage", name=stage.base, path=stage.path, symbol=stage.base),
        message=message,
        line=stage.line,
        cause=f"{stage.path}: {min(modules)}" if len(modules) == len(found) else None,
        evidence=(*(_evidence(one) for one in found[:SHOWN]), declaration),
        occurrences=len(found),
        drivers=reproductions(facts, stage.path),
    )


def _evidence(one: Undeclared) -> Evidence:
    return Evidence(kind="line", path=one.path, line=one.line, ref=one.name, excerpt=f"{one.use} {one.name}")
