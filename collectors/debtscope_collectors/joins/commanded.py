"""Settings that the commands of a repository give to its programs, and the defaults that they leave in force."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.commands import scripts
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.config.facts import CommandLine
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.pipelines.facts import Pipelines

_OVERRIDE: Final = regex(r"\+{0,2}([A-Za-z_][\w./@-]{0,100})=(.{1,200})", re.DOTALL)
_OPEN: Final = regex(r"[$,{}<>%*]")
"""Values that are somebody else's, or several."""
_TRIAL: Final = regex(
    r"(?:^|[^a-z])(?:smoke|fast|debug|tests?|quick|tiny|demo|dry[-_]run|dev|local|example|small|sweep|multirun|ablation|experiment|bench\w*"
    r"|tune|hpo|search|grid)(?:[^a-z]|$)",
    re.IGNORECASE,
)
"""Names of files and targets that try something out."""
_TRIED: Final = regex(r"--(?:smoke|debug|fast|quick|dry|tiny|multirun|limit)|\bpytest\b|\s-m\s{1,4}\w+=")


@frozen
class Commanded:
    """One value that a command gives to a program, or leaves to it."""

    path: str
    """Where the value stands: the command's file, of a default the program's."""
    line: int | None
    script: str
    key: str
    """Of an option its name, of a Hydra override its dotted key or its group."""
    value: str
    kind: str
    """option, override or default (an option of the program that the command does not give)."""


@join(Commanded)
def commanded(facts: Facts) -> Iterator[Commanded]:
    """Each value of a place once, in the order of the places."""
    code = facts.one(CodeBase)
    if code is None:
        return
    files = frozenset(code.modules)
    seen: set[tuple[str, str, str, str]] = set()
    for path, line, text in _lines(facts):
        for call in (
            one for folder in dict.fromkeys(("", posixpath.dirname(path))) for one in scripts(text, folder, files)
        ):
            given = [(name, value, "option") for name, value in call.options.items() if value]
            given += [(m[1], m[2], "override") for word in call.positional if (m := _OVERRIDE.fullmatch(word))]
            for key, value, kind in given:
                if not _OPEN.search(value) and (one := (path, call.path, key, value)) not in seen:
                    seen.add(one)
                    yield Commanded(path=path, line=line, script=call.path, key=key, value=value, kind=kind)
            for argument in code.modules[call.path].facts.arguments:
                one = (call.path, call.path, argument.option, argument.default or "")
                if argument.default and argument.option not in call.options and one not in seen:
                    seen.add(one)
                    yield Commanded(
                        path=call.path, line=argument.line, script=call.path, key=argument.option, value=argument.default,
                        kind="default",
                    )  # fmt: skip


def _lines(facts: Facts) -> Iterator[tuple[str, int | None, str]]:
    """Commands that run the system: of images, manifests, pipelines, Makefiles and scripts, without trials."""
    for spec in facts.all(ContainerSpec):
        if spec.started and not is_aside(spec.path):
            yield spec.path, spec.line, shlex.join(spec.started)
    known = facts.one(Pipelines)
    for pipeline in known.pipelines if known else ():
        for step in pipeline.steps:
            if step.command and not is_aside(pipeline.path) and not _TRIAL.search(step.name):
                yield pipeline.path, step.line, step.command
    for one in facts.all(CommandLine):
        if not is_aside(one.path) and not _TRIAL.search(f"{one.path} {one.target}") and not _TRIED.search(one.text):
            yield one.path, one.line, one.text
