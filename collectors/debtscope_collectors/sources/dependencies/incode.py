"""Packages that code names for the place where it runs: magics of notebooks that stand as Python files, environments of Azure ML jobs."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Final

from debtscope.api import facet
from debtscope.model.regex import regex
from debtscope_collectors.sources.dependencies.facts import Requirement
from debtscope_collectors.sources.dependencies.lines import parse_requirement, pip_installs
from debtscope_collectors.sources.dependencies.scripts import integrations_of
from debtscope_collectors.sources.python.parsing import DATABRICKS
from debtscope_collectors.sources.python.view import ModuleView

_MAGIC: Final = regex(r"^# MAGIC[ \t]{1,20}")
_INSTALLS: Final = regex(r"^[%!][ \t]{0,4}(?:python -m )?(?:pip|uv)\b.{0,40}\binstall\b")
_OF_JOBS: Final = (
    "CondaDependencies.create",
    "CondaDependencies.add_pip_package",
    "CondaDependencies.add_conda_package",
)
_LISTS: Final = ("pip_packages", "conda_packages", "pip_package", "conda_package")


@facet(Requirement, cues=("Databricks", "CondaDependencies"), tests=False, broken=True)
def code_installs(view: ModuleView) -> Iterator[Requirement]:
    """What `# MAGIC %pip install` and `CondaDependencies.create(pip_packages=[…])` name."""
    if view.lines and view.lines[0].startswith(DATABRICKS):
        yield from pip_installs(_magics(view.lines))
    if "CondaDependencies" not in view.words:
        return
    for call in view.calls_to(("create", "add_pip_package", "add_conda_package")):
        name = view.called(call) or view.name(call.func) or ""
        if not name.endswith(_OF_JOBS):
            continue
        given = [k.value for k in call.keywords if k.arg in _LISTS]
        for node in given if name.endswith(".create") else [*given, *call.args[:1]]:
            for written in _texts(view, node):
                if (one := parse_requirement(written, line=view.place(call))) is not None:
                    yield one


@facet(str, cues=("required_integrations",))
def required_integrations(view: ModuleView) -> Iterator[str]:
    """Packages of the integrations that a pipeline's image gets: `DockerSettings(required_integrations=[SKLEARN, "mlflow"])`."""
    for call in view.calls:
        for node in (k.value for k in call.keywords if k.arg == "required_integrations"):
            listed = node.elts[:100] if isinstance(node, ast.List | ast.Tuple) else []
            named = [one.id if isinstance(one, ast.Name) else view.constant(one) for one in listed]
            yield from sorted(integrations_of([name for name in named if isinstance(name, str)]))


def _magics(lines: Sequence[str]) -> Iterator[tuple[str, int | None]]:
    """Installing magics with their continuation joined, numbered by where they begin."""
    pending, start = "", 0
    for number, line in enumerate(lines, 1):
        found = _MAGIC.match(line)
        text = line[found.end() :].rstrip() if found else ""
        if not pending and not _INSTALLS.match(text):
            continue
        start = start if pending else number
        if text.endswith("\\"):
            pending += f"{text[:-1]} "
            continue
        yield pending + text, start
        pending = ""


def _texts(view: ModuleView, node: ast.expr) -> Iterator[str]:
    """The texts of a list, or the one text, that stands there or under a name."""
    values = view.values(node.id, node) if isinstance(node, ast.Name) else [node]
    for value in values:
        for one in value.elts[:100] if isinstance(value, ast.List | ast.Tuple) else [value]:
            text = view.constant(one)
            if isinstance(text, str) and len(text) < 200:
                yield text
