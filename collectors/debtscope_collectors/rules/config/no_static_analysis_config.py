"""No linter is configured

Detects
-------
A repository with five or more Python modules of its own, or a hundred lines in fewer, in which a linter would find something today (five imports, names and
expressions and more that nothing uses, or names defined twice, as ruff counts them outside of `__init__.py`), and no linter: no configuration of ruff,
flake8, pylint or a service (Sonar, Code Climate, DeepSource, Qodana), no comments in two files that silence one (`NOSONAR`), no such hook in pre-commit, no such command in CI, none among
the dependencies that somebody chose (not an export of all that was installed). The item also lists what else is missing: a type checker, hooks that strip notebooks. Secondly a linter that is
configured at the top while there is CI or there are hooks and none runs it, or only installed with the rest; where it is only installed, a
Makefile, tox, nox, just or a script called lint or check may run it, and says enough. A formatter alone is no linter. A missing type checker alone is not reported.

Why it is debt
--------------
Unused names, mutable defaults, broad excepts and undefined variables are found in seconds by a machine, or in production by a
customer. Reviewers who look for them do not look at the data and the metric.

How to pay it down
------------------
`ruff check` with few rules and a baseline, in pre-commit and CI; mypy, lenient at first, on the modules that are served;
nbstripout for notebooks.

Example
-------
Debt: twenty modules, no `[tool.ruff]`, no pre-commit.

Clean: ruff in pre-commit, run by CI.

References
----------
- mllint, code-quality/use-linters
- se-ml.github.io, practice 26
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    FileEntry,
    Finding,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.figures import counted
from debtscope.model.regex import regex
from debtscope_collectors.joins.ci_tests import CiTests
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.linting import Looked, looked_at, service_marks
from debtscope_collectors.sources.ci.facts import CheckConfig
from debtscope_collectors.sources.dependencies.facts import DependencyFile, Requirement

_TYPES = regex(r"\b(?:mypy|pyright|basedpyright|pyre|pytype|ty check)\b")
_NOTEBOOKS = regex(r"nbstripout|jupytext|nbqa|nb-clean")
_TYPE_PACKAGES = frozenset({"mypy", "pyright", "basedpyright", "pytype"})
_RUNS_HOOKS = regex(r"\bpre-commit\b|\bprek\b")
_TASKS = regex(
    r"(?:^|/)(?:[Mm]akefile|[Jj]ustfile|tox\.ini|noxfile\.py|tasks\.py|dodo\.py|Taskfile\.ya?ml|[^/]{0,40}(?:lint|check|format|style)[^/]{0,20}\.(?:sh|bat|ps1|py))$"
)
"""Files that may run it; what they say is not read."""
_SEARCHED = "ruff.toml, .flake8, .pylintrc, pyproject.toml, setup.cfg, tox.ini, .pre-commit-config.yaml, CI, development dependencies"


@rule(
    id="CFG-031",
    category=Category.CONFIG,
    debt_type="code quality process debt",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("python",),
    uses=("ci", "dependencies", "files", "ruff"),
    credits=("CR-25",),
    facets=(service_marks,),
)
def check(facts: Facts) -> Iterator[Finding]:
    code, seen = facts.one(CodeBase), looked_at(facts)
    if code is None or seen is None:
        return
    if seen.is_missing:
        yield _nothing(facts, code, seen)
    elif seen.installed is not None and not any(_TASKS.search(entry.path) for entry in facts.all(FileEntry)):
        yield _idle(*seen.installed)
    top = [one for one in seen.configs if "/" not in one.path]
    is_run = seen.is_running or any(_RUNS_HOOKS.search(line) for line in seen.lines)
    ci = facts.one(CiTests)
    elsewhere = ci is not None and bool(ci.remote or ci.elsewhere)
    if top and not is_run and not elsewhere and (seen.lines or seen.hooks):
        yield _unused(top, has_ci=bool(seen.lines), has_hooks=bool(seen.hooks))


def _depends(facts: Facts, names: frozenset[str]) -> bool:
    return any(r.name in names for file in facts.all(DependencyFile) for r in file.requirements)


def _idle(file: DependencyFile, requirement: Requirement) -> Finding:
    return Finding(
        subject=Subject(kind="repo", name="repo", path=file.path),
        title="The linter is installed but never run",
        message=f"{requirement.name} is installed by {file.path}, but has no settings, and no job and no hook runs it.",
        line=requirement.line,
        confidence=Confidence.LOW,
        evidence=(
            Evidence(kind="line", path=file.path, line=requirement.line, ref=requirement.name),
            Evidence(kind="searched", ref=f"{_SEARCHED}, Makefile, tox.ini, noxfile.py", value="not found"),
        ),
        tier="unused",
    )


def _nothing(facts: Facts, code: CodeBase, seen: Looked) -> Finding:
    lines, found = [*seen.lines, *seen.hooks], seen.untold
    missing = ["linter"]
    typed = any(one.kind == "types" for one in facts.all(CheckConfig)) or _depends(facts, _TYPE_PACKAGES)
    if not typed and not any(_TYPES.search(line) for line in lines):
        missing.append("type checker")
    notebooks = sum(1 for m in code.modules.values() if m.facts.kind == "notebook")
    if notebooks and not any(_NOTEBOOKS.search(line) for line in lines):
        missing.append("check of notebooks")
    more = f" and {notebooks} notebook{'s' if notebooks > 1 else ''}" if notebooks else ""
    told = f"no {missing[0]}" if len(missing) == 1 else f"no {', no '.join(missing[:-1])} and no {missing[-1]}"
    return Finding(
        tier="none",
        subject=Subject(kind="repo", name="repo"),
        message=f"{told[0].upper()}{told[1:]} looks at {counted(seen.modules, 'module')}{more}: {len(found)} names stand there that nothing uses or that are defined twice.",
        evidence=(
            Evidence(kind="searched", ref=_SEARCHED, value="not found"),
            *(Evidence(kind="absence", ref=one) for one in missing),
            *(Evidence(kind="line", path=path, line=line, ref=check) for path, line, check in found[:5]),
        ),
    )


def _unused(configs: list[CheckConfig], *, has_ci: bool, has_hooks: bool) -> Finding:
    first = configs[0]
    there = [name for name, there in (("CI", has_ci), ("the commit hooks", has_hooks)) if there]
    told = f"but {' and '.join(there)} {'do' if has_hooks else 'does'} not run it"
    return Finding(
        subject=Subject(kind="repo", name="repo", path=first.path),
        title="The linter is configured but never run",
        message=f"{first.tool} is configured in {first.path}, {told}.",
        line=first.line,
        evidence=(
            *(Evidence(kind="config", path=one.path, line=one.line, ref=one.tool) for one in configs[:5]),
            Evidence(kind="searched", ref="CI commands, .pre-commit-config.yaml", value="no linter"),
        ),
        tier="unused",
    )
