"""What a repository has set up to keep itself in order: update bots, linters, type checkers. Configuration only, nothing is judged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from debtscope.api import Unreadable, Workspace
from debtscope.model.regex import regex
from debtscope_collectors.sources.ci.facts import CheckConfig, UpdateBot
from debtscope_collectors.sources.shape import mapping, sequence, text

_DEPENDABOT: Final = (".github/dependabot.yml", ".github/dependabot.yaml", ".dependabot/config.yml")
_RENOVATE: Final = (
    "renovate.json", "renovate.json5", ".renovaterc", ".renovaterc.json", ".github/renovate.json", ".github/renovate.json5",
    ".gitlab/renovate.json",
)  # fmt: skip
_FILES: Final[Mapping[str, tuple[str, str]]] = {
    "ruff.toml": ("ruff", "linter"), ".ruff.toml": ("ruff", "linter"), ".flake8": ("flake8", "linter"), ".pylintrc": ("pylint", "linter"),
    "pylintrc": ("pylint", "linter"), "mypy.ini": ("mypy", "types"), ".mypy.ini": ("mypy", "types"),
    "pyrightconfig.json": ("pyright", "types"), ".pre-commit-config.yaml": ("pre-commit", "hooks"), ".pre-commit-config.yml": ("pre-commit", "hooks"),
    "sonar-project.properties": ("sonar", "linter"), ".codeclimate.yml": ("codeclimate", "linter"), ".deepsource.toml": ("deepsource", "linter"),
    "qodana.yaml": ("qodana", "linter"), ".prospector.yaml": ("prospector", "linter"), "pyre_config": ("pyre", "types"),
}  # fmt: skip
_SECTIONS: Final = regex(
    r"^\[(?:tool\.)?(ruff|flake8|pylint|pylint\.[\w. -]{1,40}|pylama|mypy|pyright|basedpyright|pyre|ty)(?:[.\]:].{0,200})?\]?\s*$",
    re.IGNORECASE,
)
_TYPES: Final = frozenset({"mypy", "pyright", "basedpyright", "pyre", "ty"})
_MAX_LINES: Final = 3000


def update_bots(workspace: Workspace) -> Iterator[UpdateBot]:
    """Bots that propose newer dependencies. Raises nothing: a file that cannot be parsed covers nothing."""
    for path in _DEPENDABOT:
        if workspace.entry(path) is not None:
            yield UpdateBot(path=path, tool="dependabot", ecosystems=tuple(_ecosystems(workspace, path)))
    for path in _RENOVATE:
        if workspace.entry(path) is not None:
            yield UpdateBot(path=path, tool="renovate", ecosystems=None)
    for path in (".pyup.yml", ".pyup.yaml"):
        if workspace.entry(path) is not None:
            yield UpdateBot(path=path, tool="pyup", ecosystems=("pip",))


def _ecosystems(workspace: Workspace, path: str) -> Iterator[str]:
    try:
        documents = workspace.yaml(path)
    except Unreadable:
        return
    root = mapping(documents[0] if documents else None)
    for item in (*sequence(root.get("updates")), *sequence(root.get("update_configs"))):
        entry = mapping(item)
        if name := text(entry.get("package-ecosystem")) or text(entry.get("package_manager")):
            yield name.lower()


def check_configs(workspace: Workspace) -> Iterator[CheckConfig]:
    """Configurations of linters and type checkers, by file or by section."""
    for entry in workspace.find(*_FILES):
        name = entry.path.rpartition("/")[2]
        tool, kind = _FILES[name]
        yield CheckConfig(tool=tool, kind=kind, path=entry.path, line=None)
    for entry in workspace.find("pyproject.toml", "setup.cfg", "tox.ini"):
        try:
            lines = workspace.text(entry.path).splitlines()[:_MAX_LINES]
        except Unreadable:
            continue  # told where its dependencies are read
        for number, line in enumerate(lines, 1):
            if line.startswith("[") and (match := _SECTIONS.match(line[:300])):
                tool = match[1].partition(".")[0].lower()
                yield CheckConfig(tool=tool, kind="types" if tool in _TYPES else "linter", path=entry.path, line=number)
