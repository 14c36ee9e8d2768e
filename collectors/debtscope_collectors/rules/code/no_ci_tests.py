"""No continuous integration runs the tests

Detects
-------
Whether some CI definition runs tests (pytest, unittest, tox, nox, `dvc repro`, Great Expectations …) on a push or a
pull request, so that a failure stops the change. `make X`, tox, nox, just, poe, tasks of invoke and fabric, duties, local actions and
shell scripts are looked into, also where a variable of Travis or a matrix says which. A job or a workflow called a test that runs a whole notebook on Databricks is one. Level A: there is no CI. Level B: CI runs no test. Level C: tests run only by hand or on a schedule, or
their failure is ignored (`continue-on-error`, `allow_failure`, `|| true`). A definition that is commented out as a whole is none; pipelines of Azure are known by their shape, in whatever folder they lie. Definitions of hosts that are not read (Buildkite, Drone, Taskcluster, Tekton, Evergreen …) keep it silent. Workflows of another repository
that are named for tests or CI are taken to run them. Where no file tests anything and no job claims to, there is nothing to run: that tests are
missing is told of the code that needs them; but for a package of twenty modules and more that CI releases to an index (`twine upload`, `uv publish`,
`pypa/gh-action-pypi-publish` …) and that has no file for tests of any language: what its users get is checked by nobody (medium).

Why it is debt
--------------
Tests that nobody runs rot within weeks, and every merge may break training or serving without a word. Each later change
costs a manual check that a machine does in minutes.

How to pay it down
------------------
1. Add a job on push and pull request that installs from the lock file and runs the tests.
2. Add a small training smoke test on a sample of the data.
3. Remove `continue-on-error` and `|| true`; mark known failures in the tests, with a reason.

Example
-------
Debt: a repository with `tests/` and no workflow, or `run: pytest` with `continue-on-error: true`.

Clean: a workflow on `pull_request` that runs `make test`, where the Makefile's target runs pytest.

References
----------
- Sculley et al., Hidden Technical Debt in Machine Learning Systems (2015)
- se-ml.github.io, practices 24 and 25
- mllint, ci/use
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
    FileEntry,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.ci_tests import CiTests
from debtscope_collectors.joins.ci_texts import saying
from debtscope_collectors.joins.codebase import UPLOADS
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.places import is_aside

_KINDS = {"A": "no-ci", "B": "ci-without-tests", "C": "tests-that-stop-nothing"}
"""What a level of `CiTests` costs to mend, by the name that the prices have for it."""
_FEW = 3
"""Test files below which little is lost that somebody relied on."""
_MANY = 20
"""Modules of a package from which on nobody checks a release by hand."""
_FOR_TESTS = regex(r"(?:^|[/_.-])(?:tests?|testing|specs?)(?:[/_.-]|$)", re.IGNORECASE)
"""A file or folder of tests, in whatever language."""
_WINDOW = timedelta(days=90)
_PLACES = ".github/workflows, .gitlab-ci.yml, azure-pipelines.yml, .circleci, Jenkinsfile, bitbucket-pipelines.yml, .travis.yml, buildspec.yml, .ci"


@rule(
    id="COD-006",
    category=Category.CODE,
    debt_type="process / testing debt",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("ci", "git", "files"),
    credits=("CR-01",),
)
def check(facts: Facts) -> Iterator[Finding]:
    code, ci = facts.one(CodeBase), facts.one(CiTests)
    if code is None or ci is None or not ci.level or facts.settings.external_ci:
        return
    modules = [module for path, module in code.modules.items() if "{" not in path]  # templates are other repositories
    if not modules or ci.elsewhere:
        return
    tests = sorted(m.path for m in modules if m.role == "test" and _tests(m))
    if not tests and not ci.tests:  # nothing that CI could run, and nothing that it claims to
        yield from _untested_release(facts, code, ci)
        return
    if (not tests and ci.reports) or (not ci.tests and ci.may_test):
        return
    path, line, why = _why(ci)
    unknown = ci.level == "C" and not ci.tests
    count = f"{len(tests)} test files exist" if len(tests) != 1 else "1 test file exists"
    what = f"{count}, but no push is stopped by a failing test" if tests else "there is no test file of Python either"
    yield Finding(
        subject=Subject(kind="repo", name="repo", path=path),
        message=f"{why[0].upper()}{why[1:]}; {what}.",
        evidence=tuple(_evidence(ci, tests)),
        line=line,
        severity=Severity.MEDIUM if unknown or len(tests) < _FEW else None,
        confidence=Confidence.LOW if unknown else None,
        tier=_KINDS[ci.level],
        drivers=tuple(_drivers(facts)),
    )


def _untested_release(facts: Facts, code: CodeBase, ci: CiTests) -> Iterator[Finding]:
    """A package that CI hands to everybody, and for which nobody has written a test."""
    if not code.is_library or ci.level != "B" or ci.reports:
        return
    parts = [
        path
        for path, one in sorted(code.modules.items())
        if one.is_own and one.role == "production" and not is_aside(path)
    ]
    if len(parts) < _MANY or any(_FOR_TESTS.search(entry.path) for entry in facts.all(FileEntry)):
        return
    said = saying(facts, UPLOADS)
    released = next(((w.path, c) for w in ci.workflows for c in w.commands if c.text in said), None)
    if released is None:
        return
    place, command = released
    at = f"{place}:{command.line}" if command.line else place
    yield Finding(
        subject=Subject(kind="repo", name="repo", path=place),
        title="Nothing tests the package that CI releases",
        message=f"{at} releases the package; no command of CI runs a test, and none of the {len(parts)} modules has a test file.",
        evidence=(
            Evidence(kind="line", path=place, line=command.line, excerpt=command.text[:200]),
            *_evidence(ci, []),
            Evidence(kind="searched", ref="files named for tests, of any language", value="not found"),
        ),
        line=command.line,
        severity=Severity.MEDIUM,
        tier=_KINDS[ci.level],
        drivers=tuple(_drivers(facts)),
        remediation="Write a test that imports the package and runs its main path on a small input, and let the release wait for it.",
    )


def _tests(module: CodeModule) -> bool:
    """Whether it holds something that a runner would run and that can fail; helpers beside the tests do not."""
    functions = module.facts.functions
    return any(f.asserts for f in functions) and any(
        f.qualname.rpartition(".")[2].startswith("test") for f in functions
    )


def _why(ci: CiTests) -> tuple[str | None, int | None, str]:
    if ci.level == "A":
        return None, None, "there is no CI definition"
    if ci.tests:
        first = ci.tests[0]
        place = f"{first.workflow}:{first.command.line}" if first.command.line else first.workflow
        return first.workflow, first.command.line, f"the tests in {place} stop nothing, because {first.why_not}"
    path = ci.workflows[0].path
    if ci.level == "C":
        return path, None, f"tests may run in workflows that are kept elsewhere ({', '.join(ci.remote[:3])})"
    number = len(ci.workflows)
    return (
        path,
        None,
        f"no command of {path} runs a test" if number == 1 else f"none of {number} CI definitions runs a test",
    )


def _evidence(ci: CiTests, tests: list[str]) -> Iterator[Evidence]:
    if ci.level == "A":
        yield Evidence(kind="searched", ref=_PLACES, value="not found")
    for test in ci.tests[:10]:
        yield Evidence(
            kind="line", path=test.workflow, line=test.command.line, excerpt=test.command.text[:200], ref=test.why_not
        )
    if not ci.tests:
        for workflow in ci.workflows[:10]:
            runs = f"{len(workflow.commands)} commands on {', '.join(workflow.triggers) or 'nothing'}"
            yield Evidence(kind="searched", path=workflow.path, ref=runs, value="no test command")
    for path in tests[:5]:
        yield Evidence(kind="file", path=path, ref="test file")


def _drivers(facts: Facts) -> Iterator[Driver]:
    history = facts.one(GitHistory)
    if history is None or not history.commits or history.is_shallow:
        return
    since = facts.as_of - _WINDOW
    recent = sum(1 for commit in history.commits if not commit.is_merge and since < commit.at.date() <= facts.as_of)
    yield Driver(name="commits_per_month", value=round(recent / 3, 1), unit="commits a month", ref="git log, 90 days")
