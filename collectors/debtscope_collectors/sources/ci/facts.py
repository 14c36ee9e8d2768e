"""What continuous integration runs."""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen
class CiCommand:
    """One shell line of one step, or `uses: owner/action@ref` for a step that calls an action or orb."""

    text: str
    line: int | None
    may_fail: bool
    """continue-on-error, allow_failure, `|| true` or the like on the step, the job or the line."""
    job: str
    via: str = ""
    """The Makefile target, tox/nox environment, script or action it was expanded from."""
    is_manual: bool = False
    """Its job waits for a person (`when: manual`), whatever starts the workflow."""


@frozen
class CiWorkflow:
    """One CI definition."""

    path: str
    host: str
    """github, gitlab, azure, circleci, jenkins, bitbucket, travis, buildspec, cloudbuild, script (of `.ci/`)."""
    triggers: tuple[str, ...]
    """push, pull_request, schedule, manual, call (by other workflows only), or the host's own word."""
    commands: tuple[CiCommand, ...]
    remote: tuple[str, ...] = ()
    """What could not be looked into: reusable workflows of other repositories, and `./` actions that run an image."""
    pythons: tuple[str, ...] = ()
    """Versions of Python that its jobs set up, as far as they are written down (GitHub: setup steps and matrices)."""
    images: tuple[tuple[str, int | None], ...] = ()
    """(image, line) in which jobs run or that run beside them as services (GitHub, GitLab)."""
    runners: tuple[tuple[str, int | None], ...] = ()
    """(label, line) of GitHub's own machines that jobs ask for, those of a matrix too."""


@frozen
class CommitHook:
    """One hook of `.pre-commit-config.yaml`."""

    path: str
    id: str
    repo: str
    """Where it comes from, user information removed; `local` for the repository's own."""
    runs: tuple[str, ...] = ()
    """Of the repository's own: the command, and what the Makefile or another task file makes of it."""
    is_hosted: bool = False
    """The service pre-commit.ci, to which the file speaks, runs it on every pull request."""


@frozen
class UpdateBot:
    """One configuration of a bot that proposes newer dependencies."""

    path: str
    tool: str
    """dependabot, renovate or pyup."""
    ecosystems: tuple[str, ...] | None
    """What it watches (`pip`, `docker`, `github-actions` …); None for all that it finds."""


@frozen
class CheckConfig:
    """One configuration of a linter, a type checker or hooks."""

    tool: str
    kind: str
    """linter, types or hooks."""
    path: str
    line: int | None
