"""What continuous integration runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CiCommand:
    """One shell line of one step."""

    text: str
    line: int | None
    may_fail: bool
    """continue-on-error, allow_failure, `|| true` or the like on the step, the job or the line."""
    job: str
    via: str = ""
    """The Makefile target, tox/nox environment, script or action it was expanded from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CiWorkflow:
    """One CI definition."""

    path: str
    host: str
    """github, gitlab, azure, circleci, jenkins, bitbucket, travis, buildspec."""
    triggers: tuple[str, ...]
    """push, pull_request, schedule, manual …"""
    commands: tuple[CiCommand, ...]
    remote: tuple[str, ...] = ()
    """Reusable workflows of other repositories that could not be looked into."""
