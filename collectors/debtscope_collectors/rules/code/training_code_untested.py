"""Training and feature code has no automated tests

Detects
-------
Modules that train a model (the receiver of `fit` is known from an import) or make features (functions that give back a frame
whose columns they made, in a module that training imports, that a pipeline runs or whose path says features) of 15 statements and
more, of which fewer than half are reached by a test that can fail: a test file
imports the module or one of its names, through a helper, a conftest fixture, a function that makes objects, a module that imports by the name that the test says, or a command too, and holds a test that asserts
something and is not skipped; a script that a tested pipeline names is reached as well. Doctests count. Where a coverage report lies in the repository, 40 % of executed lines decide
instead. Notebooks (those that Databricks keeps as Python files too), examples, experiments and vendored code do not count,
parts of a course and smoke scripts neither, nor does a fit below a main guard on rows that the guard makes up, by which a module of functions tries itself out. High where a pipeline, a CI job, a
container or a service runs some of them, else medium. A library with tests is left alone: its few scripts
train beside its product; and so is a repository whose title says template, samples, examples or course, where each part is to be read.

Why it is debt
--------------
Training and feature code fails silently: a wrong join or a shifted column gives a model that is worse, not a traceback. Without
a test every change is checked by a full training run and by eye, so people stop changing the code.

How to pay it down
------------------
Start with one fast smoke test per training entry point (a tiny fixture, one epoch, assert that the loss is finite and the
artefact was written), then unit tests for each feature function, the most changed module first.

Example
-------
`src/train.py` calls `RandomForestClassifier().fit` and no test imports it: debt. `tests/test_train.py` imports `src.train` and
asserts on the metric that it returns: clean.

References
----------
ML Test Score, Data 7 and Infra 2; Sculley et al. 2015, "Configuration and testing debt"; se-ml.github.io practice 11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.courses import is_taken_in_parts
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.sources.python.facts import LineCoverage
from debtscope_collectors.sources.python.notebook_files import named_scripts, notebook_files

SMALL = 15
"""Statements below which a module is not asked for a test."""
SHARE = 0.5
LINE_RATE = 0.4
"""Share of executed lines from which a module counts as tested, where a coverage report tells it."""
RECENT = timedelta(days=90)
SHOWN = 12
_MANY_TESTS = 5
"""Test files from which a library counts as tested elsewhere."""
_STEPS = ("dvc:", "pipeline:", "job:")
"""What runs a module as a step of a pipeline. Files of DAGs take data in as often as they make features of it."""
_TRIED = regex(
    r"(?:^|/)(?:labs?|solutions?|exercises?|walkthroughs?|playground)/|(?:^|[/_-])(?:smoke|sanity)(?:[/_.-]|$)",
    re.IGNORECASE,
)
"""Parts of a course, and scripts that are a trial themselves."""
_FEATURES = regex(r"feature|preprocess", re.IGNORECASE)


@rule(
    id="COD-001",
    category=Category.CODE,
    debt_type="untested ML code",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("git", "docs"),
    credits=("CR-01",),
    facets=(notebook_files, named_scripts),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding for the repository."""
    code = facts.one(CodeBase)
    if code is None:
        return
    notes = facts.rows(notebook_files)
    fed = _fed(code)
    asked = [
        module for path, module in code.modules.items() if not notes.get(path) and _is_asked(module, code, path in fed)
    ]
    rates = _rates(facts, asked)
    named = _named_by_tested(facts, code)
    bare = [module for module in asked if not _is_covered(module, rates, named)]
    if not asked or len(asked) - len(bare) >= SHARE * len(asked):
        return
    tests = sum(module.role == "test" for module in code.modules.values())
    if (code.is_library and tests >= _MANY_TESTS) or is_taken_in_parts(facts):
        return
    commits = _commits(facts, bare)
    bare.sort(
        key=lambda module: (
            not module.facts.training,
            -commits.get(module.path, 0),
            -module.facts.statements,
            module.path,
        )
    )
    yield Finding(
        subject=Subject(kind="repo", name="repo"),
        message=_message(len(asked), bare, commits, tests),
        severity=_severity(bare),
        evidence=(*_evidence(bare, commits), _searched(code)),
        occurrences=len(bare),
        drivers=_drivers(bare, commits),
    )


def _severity(bare: list[CodeModule]) -> Severity:
    """What nothing runs by itself is run under somebody's eyes."""
    return Severity.HIGH if any(module.in_production for module in bare) else Severity.MEDIUM


def _fed(code: CodeBase) -> set[str]:
    """Modules that training imports, or that a pipeline runs as its own step."""
    trains = [path for path, module in code.modules.items() if module.facts.training and module.is_own]
    found = {near for path in trains for near in code.closure(path)}
    return found | {path for path, module in code.modules.items() if trains and (module.entry or "").startswith(_STEPS)}


def _named_by_tested(facts: Facts, code: CodeBase) -> frozenset[str]:
    """Ends of paths of the scripts that pipelines name which a test builds or runs."""
    rows = facts.rows(named_scripts)
    return frozenset(row.path for path, found in rows.items() if code.modules[path].tested_by for row in found)


def _is_asked(module: CodeModule, code: CodeBase, is_fed: bool) -> bool:
    """Training of the application's own; features where training takes them, or where the path calls them so."""
    facts = module.facts
    if not module.is_own or facts.kind != "module" or facts.statements < SMALL or _TRIED.search(module.path):
        return False
    if code.is_library and module.role == "production":  # what a library's classes fit, its users train
        return any(site.scope.partition(".")[0] not in facts.classes for site in facts.training)
    return bool(facts.training) or bool(facts.features and (is_fed or _FEATURES.search(module.path)))


def _rates(facts: Facts, modules: list[CodeModule]) -> dict[str, float]:
    """Path -> line rate, where a coverage report names the module; the best of several reports."""
    found: dict[str, float] = {}
    for row in facts.all(LineCoverage):
        ends = [
            m.path
            for m in modules
            if m.path == row.path or m.path.endswith(f"/{row.path}") or row.path.endswith(f"/{m.path}")
        ]
        if len(ends) == 1:
            found[ends[0]] = max(row.rate, found.get(ends[0], 0.0))
    return found


def _is_covered(module: CodeModule, rates: dict[str, float], named: frozenset[str]) -> bool:
    """By the line rate where a report tells it, else by a test that reaches it, through a pipeline too."""
    if module.path in rates:
        return rates[module.path] >= LINE_RATE
    return bool(module.tested_by or module.facts.doctests) or any(module.path.endswith(end) for end in named)


def _commits(facts: Facts, modules: list[CodeModule]) -> dict[str, int]:
    """Commits of the last 90 days by path; empty without a whole history."""
    history = facts.one(GitHistory)
    if history is None or history.is_shallow:
        return {}
    since = facts.as_of - RECENT
    return {m.path: sum(1 for commit in history.of(m.path) if commit.at.date() >= since) for m in modules}


def _message(asked: int, bare: list[CodeModule], commits: dict[str, int], tests: int) -> str:
    worst = bare[0]
    count = commits.get(worst.path, 0)
    changed = f" ({count} commit{'s' if count > 1 else ''} in the last 90 days)" if count else ""
    reason = "no test that can fail reaches it" if tests else "there is no test at all"
    if asked == 1:
        what = "trains a model" if worst.facts.training else "makes features"
        return f"{worst.path}{changed} {what}, and {reason}."
    if len(bare) == asked:
        whose = reason.replace("reaches it", "reaches any of them")
        return f"{asked} modules train models or make features, {worst.path} first{changed}, and {whose}."
    reached = asked - len(bare)
    return (
        f"Only {reached} of {asked} training and feature modules {'is' if reached == 1 else 'are'} reached by a test that can"
        f" fail; {worst.path}{changed} has none."
    )


def _evidence(bare: list[CodeModule], commits: dict[str, int]) -> Iterator[Evidence]:
    for module in bare[:SHOWN]:
        sites = module.facts.training or module.facts.features
        more = f"; commits in 90 days: {commits[module.path]}" if module.path in commits else ""
        what = "trains" if module.facts.training else "makes features"
        yield Evidence(
            kind="line",
            path=module.path,
            line=sites[0].line,
            ref=sites[0].name,
            excerpt=f"{what}: {sites[0].name}{more}",
        )
    if len(bare) > SHOWN:
        yield Evidence(kind="count", excerpt=f"{len(bare) - SHOWN} more modules", value=len(bare) - SHOWN)


def _searched(code: CodeBase) -> Evidence:
    tests = [module for module in code.modules.values() if module.role == "test"]
    lines = sum(module.facts.loc for module in tests)
    source = sum(module.facts.loc for module in code.modules.values() if module.role == "production")
    return Evidence(
        kind="searched",
        ref="tests",
        excerpt=f"{len(tests)} test files, {lines} lines of tests to {source} lines of code",
        value=len(tests),
    )


def _drivers(bare: list[CodeModule], commits: dict[str, int]) -> tuple[Driver, ...]:
    if not commits:
        return ()
    total = sum(commits.get(module.path, 0) for module in bare)
    return (
        Driver(
            name="commits_per_month", value=total / 3, unit="1/month", ref="commits to untested modules, last 90 days"
        ),
    )
