"""What runs a version of Python, and machines of CI: where something may have ended that the repository still asks for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Evidence, Facts, facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.advisories import PYTHON_ENDS, python_end, runner_end
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.images import ImageUses, is_development, is_side_place, repository
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.config.facts import TextWords
from debtscope_collectors.sources.containers.facts import ImageBuild
from debtscope_collectors.sources.dependencies.facts import PythonPin
from debtscope_collectors.sources.python.view import ModuleView

STORE: Final = regex(r"(?:^|/)(?:mlruns|mlartifacts|mlflow[-_]artifacts)[^/]*/")
"""Environments of runs of long ago: nothing is installed from them."""
_PYTHON_IMAGE: Final = regex(r"(?:^|/)python$")
_PACKAGE: Final = regex(r"python(3\.\d{1,2})(?:-dev|-venv|-distutils|-minimal|-full)?")
_CONSTANTS: Final = {f"PYTHON_{minor.replace('.', '_')}": minor for minor in PYTHON_ENDS}
_OF_CDK: Final = (".ts", ".js", ".tsx")


@frozen
class PythonRun:
    """One place that runs a certain Python."""

    minor: str
    path: str
    line: int | None
    what: str
    is_ci: bool = False
    """Only a job of CI runs it."""


@frozen
class FunctionRuntime:
    """The runtime that a program of CDK gives a function."""

    minor: str
    line: int


@facet(FunctionRuntime, cues=tuple(_CONSTANTS), tests=False)
def function_runtimes(view: ModuleView) -> Iterator[FunctionRuntime]:
    """`runtime=Runtime.PYTHON_3_8`; what a layer says that it is compatible with runs nothing."""
    for node in view.nodes(ast.Attribute):
        if node.attr in _CONSTANTS and not isinstance(view.parent(node), ast.List | ast.Tuple):
            yield FunctionRuntime(minor=_CONSTANTS[node.attr], line=node.lineno)


def python_runs(facts: Facts) -> Iterator[PythonRun]:
    """Images, declarations and functions; of CI only where all that it tests has ended."""
    uses = facts.one(ImageUses)
    for use in uses.uses if uses else ():
        name, tag = repository(use.image)
        if _PYTHON_IMAGE.search(name) and (minor := re.match(r"(\d\.\d{1,2})(?:[.\-]|$)", tag)):
            yield PythonRun(minor=minor[1], path=use.path, line=use.line, what=use.image, is_ci=use.by == "ci")
    yield from _of_packages(facts)
    for pin in facts.all(PythonPin):
        if pin.kind in ("file", "conda", "function") and not is_development(pin.path) and not STORE.search(pin.path):
            what = "the runtime of a function" if pin.kind == "function" else "asked for"
            yield PythonRun(minor=pin.minor, path=pin.path, line=pin.line, what=what)
    yield from _functions(facts)
    flows = [flow for flow in facts.all(CiWorkflow) if not is_side_place(flow.path)]
    tested = {minor for flow in flows for version in flow.pythons if (minor := _minor(version))}
    if tested and all(python_end(minor, facts.as_of) for minor in tested):
        for flow in flows:
            if minors := [minor for version in flow.pythons if (minor := _minor(version))]:
                newest = max(minors, key=lambda minor: [int(part) for part in minor.split(".")])
                yield PythonRun(minor=newest, path=flow.path, line=None, what="the newest that CI tests", is_ci=True)


def _of_packages(facts: Facts) -> Iterator[PythonRun]:
    """`apt-get install python3.7` on an image of CUDA or Ubuntu; of several versions the newest is what runs."""
    for build in facts.all(ImageBuild):
        if is_development(build.path) or _PYTHON_IMAGE.search(repository(build.base)[0]):
            continue
        minors = [found[1] for word in build.system_packages if (found := _PACKAGE.fullmatch(word))]
        if minors:
            newest = max(minors, key=lambda minor: int(minor.rpartition(".")[2]))
            yield PythonRun(minor=newest, path=build.path, line=None, what=f"installed on {build.base}"[:120])


def _functions(facts: Facts) -> Iterator[PythonRun]:
    """Of programs that describe what a cloud runs: CDK in Python, with lines, and in TypeScript."""
    code = facts.one(CodeBase)
    for path, rows in sorted(facts.rows(function_runtimes).items()):
        if code is not None and path in code.modules and not is_side_place(path):
            for row in rows:
                yield PythonRun(minor=row.minor, path=path, line=row.line, what="the runtime of a function")
    for text in facts.all(TextWords):
        if text.path.endswith(_OF_CDK) and "PYTHON_3_" in text.told and not is_side_place(text.path):
            for name in sorted(text.words & _CONSTANTS.keys()):
                yield PythonRun(minor=_CONSTANTS[name], path=text.path, line=None, what="the runtime of a function")


def _minor(version: str) -> str:
    match = re.match(r"(\d\.\d{1,2})(?:\.|$|-)", version.strip("'\" "))
    return match[1] if match else ""


def ended_runners(facts: Facts) -> list[Evidence]:
    """Machines that jobs of GitHub ask for and that are no more."""
    return [
        Evidence(kind="version", path=flow.path, line=line, ref=label, value=f"ended {end}")
        for flow in facts.all(CiWorkflow)
        if flow.host == "github"
        for label, line in flow.runners
        if (end := runner_end(label, facts.as_of))
    ]
