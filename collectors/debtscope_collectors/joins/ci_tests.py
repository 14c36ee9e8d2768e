"""Which tests continuous integration runs, when, and whether their failure counts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from debtscope.api import Facts, FileEntry, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.ci_texts import said_in_ci, saying
from debtscope_collectors.sources.ci.facts import CiCommand, CiWorkflow

_TEST = regex(
    r"(?<![\w./=-])(?:[\w./-]*/)?(?:pytest|py\.test|unittest|nosetests|nose2|ctest|nbmake|behave|mllint|testthat)\b|"
    r"-m (?:pytest|unittest|nose2?|doctest)\b|\bdvc (?:repro|exp run)\b|\bgreat_expectations (?:--\S+ )?checkpoint\b|\bgx checkpoint\b|"
    r"\bhatch (?:run \S{0,40}:?)?test\b|\bkedro test\b|\bmanage\.py test\b|\b(?:go|cargo|mvn|gradlew?|bazel|dotnet|swift|mix|sbt|flutter) test\b|"
    r"\b(?:npm|yarn|pnpm|bun) (?:run )?(?:[\w:.-]{1,40}[:_.-])?tests?\b|"
    r"\bdocker(?:-| )compose\b[^\n]{0,200}\btests?\b|\bsetup\.py test\b|\brun_tests?\b|\bpapermill\b|\bR CMD check\b|"
    r"\bpython[\d.]* (?:-[uBOIW]{1,4} )*(?:(?:[\w.$\{\}-]+/)*tests?/[\w./-]+\.py|(?:[\w.$\{\}-]+/)*test(?:_\w+)?\.py)(?![\w./-])"
)
"""Programs that check, a file of the tests' folder or of their name that is started by itself among them."""
_RUNS_NOTEBOOK = regex(r"^uses:[ ]?databricks/run-notebook@")
_TRIAL = regex(r"(?:^|[_.\s-])(?:tests?|integration|smoke|e2e)(?=[_.\s-]|$)", re.IGNORECASE)
"""What workflows and jobs are called in which the run of a whole notebook is the test."""
_TASK_RUNNER = regex(r"(?:^|[\s/])(?:tox|nox)\b(?P<rest>[^&|;]*)")
_NO_TEST_ENVIRONMENT = regex(
    r"(?:-e|-s|--env|--session)[ =]\S*?(?:lint|doc|build|typ|format|release|pep8|flake|black|mypy|pre-commit|isort|bandit|style|package)"
)
_INSTALL = regex(
    r"\b(?:pip[0-9.]*|pipx|conda|mamba|micromamba|apt|apt-get|brew|uv|poetry|pdm|pipenv|npm|yarn|apk|choco)\b.*?\b(?:install|add|download|upgrade)\b|"
    r"^\s*(?:echo\b|#|uses:|export\b)"
)
_REPORT = regex(r"\bcml (?:comment|send-comment|ci)\b|\bdvc (?:metrics|exp|plots) diff\b")
_OTHER_HOST = regex(
    r"^(?:\.drone\.ya?ml|\.buildkite/|\.woodpecker|\.semaphore/|\.zuul\.ya?ml|zuul\.d/|\.zuul\.d/|appveyor\.yml|\.appveyor\.yml|cloudbuild\.ya?ml|"
    r"codefresh\.yml|wercker\.yml|\.teamcity/|\.pipeline/|\.gitreview$|bamboo-specs/|\.tekton/|\.forgejo/workflows/|\.gitea/workflows/|\.cirrus\.yml|"
    r"\.taskcluster\.yml|\.builds?/[^/]{1,60}\.yml|\.build\.yml|\.?evergreen\.ya?ml|\.ci-operator\.yaml|\.prow(?:\.ya?ml|/)|\.kokoro/|\.harness/|\.packit\.ya?ml|\.semaphoreci/|"
    r"\.concourse/|\.gocd\.ya?ml|\.spinnaker/|\.earthly|Earthfile$|dagger\.json$)"
)
_NAMED_FOR_TESTS = regex(r"(?:^|[/_.-])(?:tests?|pytest|ci|checks?|quality|verify)(?:[_.-]|$)")
_GATES = frozenset(("push", "pull_request", "merge_request", "workflow_run"))


@frozen
class TestCommand:
    """One command that runs tests."""

    workflow: str
    host: str
    command: CiCommand
    is_gate: bool
    """Runs on a push or a pull request without a person, and its failure stops the change."""
    why_not: str
    """In words, when it is no gate."""


@frozen
class CiTests:
    """All of it; made once, also where there is no CI at all."""

    workflows: tuple[CiWorkflow, ...]
    tests: tuple[TestCommand, ...]
    elsewhere: tuple[str, ...] = ()
    """Definitions of hosts that are not read, and actions that run an image: tests may well run there."""
    reports: tuple[TestCommand, ...] = ()
    """Commands that put a model's metrics beside the change (CML, `dvc metrics diff`)."""

    @property
    def level(self) -> str:
        """A: no CI; B: CI without tests; C: tests that stop nothing; `` when some test is a gate."""
        if not self.workflows:
            return "A"
        if any(test.is_gate for test in self.tests):
            return ""
        return "C" if self.tests or self.remote else "B"

    @property
    def remote(self) -> tuple[str, ...]:
        """Workflows of other repositories, which may or may not run tests."""
        return tuple(name for workflow in self.workflows for name in workflow.remote if not name.startswith("./"))

    @property
    def may_test(self) -> bool:
        """Whether a workflow of another repository is named for tests or for the whole of CI."""
        return any(_NAMED_FOR_TESTS.search(name) for name in self.remote)


def runs_tests(command: str) -> bool:
    """Whether a shell line runs tests; installing a test tool is not running it."""
    for part in re.split(r"&&|\|\||;|\n", command[:4000]):
        if _INSTALL.search(part):
            continue
        if _TEST.search(part):
            return True
        runner = _TASK_RUNNER.search(part)
        if runner and not _NO_TEST_ENVIRONMENT.search(runner["rest"]):
            return True
    return False


@join(CiTests)
def ci_tests(facts: Facts) -> Iterator[CiTests]:
    """One CiTests, whatever there is."""
    workflows = facts.all(CiWorkflow)
    testing = {text for text in said_in_ci(facts) if runs_tests(text)}
    reporting = {text for text in saying(facts, _REPORT) if "install" not in text}
    notebooks = saying(facts, _RUNS_NOTEBOOK)
    found = [
        _judged(w, c)
        for w in workflows
        for c in w.commands
        if c.text in testing or (c.text in notebooks and _is_trial(w, c))
    ]
    reports = [_judged(w, c) for w in workflows for c in w.commands if c.text in reporting]
    elsewhere = sorted(entry.path for entry in facts.all(FileEntry) if _OTHER_HOST.search(entry.path))
    elsewhere += sorted({name for workflow in workflows for name in workflow.remote if name.startswith("./")})
    yield CiTests(
        workflows=workflows,
        tests=tuple(found),
        elsewhere=tuple(elsewhere),
        reports=tuple(r for r in reports if r.is_gate),
    )


def _is_trial(workflow: CiWorkflow, command: CiCommand) -> bool:
    """Whether the run of a notebook is a test: by the name of its job or of the workflow's file."""
    return any(_TRIAL.search(name) for name in (posixpath.basename(workflow.path), command.job))


def _judged(workflow: CiWorkflow, command: CiCommand) -> TestCommand:
    why = ""
    if command.may_fail:
        why = "their failure is ignored"
    elif command.is_manual:
        why = "their job waits for a person"
    elif not _GATES & set(workflow.triggers):
        why = f"they run on {', '.join(workflow.triggers) or 'nothing'} only"
    return TestCommand(
        workflow=workflow.path, host=workflow.host, command=command, is_gate=not why, why_not=why
    )  # fmt: skip
