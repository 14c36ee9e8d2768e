"""Whether some linter looks at the project's code, and what one would tell first where none does."""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Facts, facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.pins import is_export
from debtscope_collectors.sources.ci.facts import CheckConfig, CiWorkflow, CommitHook
from debtscope_collectors.sources.dependencies.facts import DependencyFile, Requirement
from debtscope_collectors.sources.python.view import ModuleView
from debtscope_collectors.sources.ruff.facts import LintedFile

_LINTS = regex(
    r"\b(?:ruff|flake8|pylint|pylama|prospector|pycodestyle|pyflakes|wemake-python-styleguide|super-linter|megalinter|sonar\w*|codacy|trunk check|bandit|semgrep)\b"
)
_PACKAGES = frozenset({"ruff", "flake8", "pylint", "pylama", "prospector", "pycodestyle", "wemake-python-styleguide"})
_FEW = 5
_SHORT = 100
"""Lines of code from which fewer modules want one as well: a service is often one long file."""
_MARKS = {"NOSONAR": "Sonar", "skipcq": "DeepSource"}
_UNUSED = frozenset({"F401", "F811", "F841", "B018"})
_WOULD_FIND = 5
"""Hits of these from which a linter is missed."""
_SERVED = 2
"""Files with marks for a service from which on it looks at the code."""


@frozen
class ServiceMark:
    """A comment that silences a service which looks at the code outside the repository."""

    service: str


@facet(ServiceMark, cues=tuple(_MARKS))
def service_marks(view: ModuleView) -> Iterator[ServiceMark]:
    """One a file and service: the mark is a word of its own, which stands nowhere but in comments."""
    yield from (ServiceMark(service=service) for mark, service in _MARKS.items() if mark in view.words)


@frozen
class Looked:
    """What looks at the code of a repository that is long enough for a linter."""

    modules: int
    lines: tuple[str, ...]
    """Commands of CI."""
    hooks: tuple[str, ...]
    configs: tuple[CheckConfig, ...]
    is_running: bool
    installed: tuple[DependencyFile, Requirement] | None
    """Where nothing runs and nothing is configured: the list that installs one."""
    is_missing: bool
    """None is configured, run or installed, and one would find something."""
    untold: tuple[tuple[str, int, str], ...]
    """(path, line, check) of what it would tell first, where it is missing."""


def looked_at(facts: Facts) -> Looked | None:
    """None where there is too little code; for rules that name the facet `service_marks`."""
    code = facts.one(CodeBase)
    own = (
        [m for m in code.modules.values() if m.is_own and m.facts.kind == "module" and m.facts.loc > 0] if code else []
    )
    if code is None or (len(own) < _FEW and sum(m.facts.loc for m in own) < _SHORT):
        return None
    lines = tuple(command.text for flow in facts.all(CiWorkflow) for command in flow.commands)
    hooks = tuple(" ".join((hook.id, hook.repo, *hook.runs)) for hook in facts.all(CommitHook))
    configs = tuple(one for one in facts.all(CheckConfig) if one.kind == "linter")
    running = any(_LINTS.search(text) for text in (*lines, *hooks))
    served = sum(bool(rows) for rows in facts.rows(service_marks).values())
    is_alone = not running and not configs and served < _SERVED
    installed = _installed(facts) if is_alone else None
    found = _would_find(facts, code) if is_alone and installed is None else ()
    is_missing = len(found) >= _WOULD_FIND
    return Looked(
        modules=len(own), lines=lines, hooks=hooks, configs=configs, is_running=running, installed=installed, is_missing=is_missing,
        untold=found if is_missing else (),
    )  # fmt: skip


def told_names(facts: Facts) -> frozenset[tuple[str, str, int]]:
    """(path, check, line) of what CFG-031 tells, so that one decision is told once."""
    seen = looked_at(facts)
    return frozenset((path, check, line) for path, line, check in seen.untold) if seen is not None else frozenset()


def _would_find(facts: Facts, code: CodeBase) -> tuple[tuple[str, int, str], ...]:
    """(path, line, check) of what a linter would tell first: what nothing uses."""
    return tuple(
        (file.path, hit.line, hit.code)
        for file in facts.all(LintedFile)
        if file.path in code.modules and code.modules[file.path].is_own and not file.path.endswith("__init__.py")
        for hit in file.hits
        if hit.code in _UNUSED
    )


def _installed(facts: Facts) -> tuple[DependencyFile, Requirement] | None:
    """The first linter that some file of dependencies names; in an export it may be the part of another package, as ruff is of gradio."""
    files = [one for one in facts.all(DependencyFile) if not is_export(one)]
    return next(((f, r) for f in files for r in f.requirements if r.name in _PACKAGES), None)
