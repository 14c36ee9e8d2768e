"""Blocks of configuration are commented out

Detects
-------
Two and more adjacent comment lines of a YAML, TOML, INI, Terraform, compose, Prometheus file or Dockerfile that are configuration of
that very file: keys, sections or instructions, at least half of which the file also holds alive; in a workflow of CI only what checks
something (an audit, a linter, a gate). Also a definition of jobs or services that is commented out from its first line to its last: it is
no CI to any rule. Clean are prose, licence headers,
blocks whose comment tells what they are for (uncomment, example, optional, default, only for …), placeholders, templates and examples,
Helm values, and files that tools write with their defaults in comments. One item a file; from two files on one item for all.

Why it is debt
--------------
Nobody knows whether the lines are still wanted, right or dangerous. A commented-out alert looks like monitoring to whoever skims the
file.

How to pay it down
------------------
Delete them; history keeps them. What is really optional belongs into an overlay or behind a switch.

Example
-------
Debt: `# - alert: ModelDrift` with its whole body. Clean: `# see docs/alerts.md`.

References
----------
Sculley et al. 2015, "Dead Experimental Codepaths"; asked for by teams with real applications.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    file_subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.config.facts import Disabled, DisabledSettings

_SHOWN = 6
_CI = regex(
    r"(?:^|/)(?:\.github/workflows|\.circleci|\.azure)/|(?:^|/)(?:\.gitlab-ci|azure-pipelines)[^/]{0,40}\.ya?ml$"
)
_CHECKS = regex(
    r"alert|audit|lint|\b(?:ruff|flake8|mypy|bandit|pytest|trivy|safety|gitleaks|codecov|coverage)\b|scan\b|healthcheck|livenessProbe|readinessProbe"
    r"|gate\b|validat|expectation|threshold",
    re.IGNORECASE,
)
_OUTSIDE = frozenset({"test", "docs", "example", "vendored", "generated"})
_NOT_OURS = regex(
    r"(?:^|/)(?:great_expectations\.yml|airflow\.cfg|alembic\.ini|values[^/]{0,40}\.ya?ml|feature_store\.yaml|mkdocs\.yml|_config\.yml|dbt_project\.yml"
    r"|[^/]{0,60}(?:example|sample|template|default|dist|schema)[^/]{0,40}|\.copier[^/]{0,20}|prometheus\.ya?ml|alertmanager\.ya?ml|loki[^/]{0,30}"
    r"|conda_build_config\.yaml|meta\.yaml|supervisord\.conf|redis\.conf|postgresql\.conf|nginx\.conf|jupyter[^/]{0,40})$"
    r"|(?:^|/)(?:charts?|helm|ISSUE_TEMPLATE|[^/]{1,40}[-_]templates)/",
    re.IGNORECASE,
)
_DEFAULTS = regex(
    r"default|un-?comment|example|template|generated|commented (?:out )?(?:lines|values|options)|do not edit"
)


@rule(
    id="CFG-035",
    category=Category.CONFIG,
    debt_type="dead configuration",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("config",),
    uses=("git",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a file; one for all from two files on."""
    history = facts.one(GitHistory)
    found = [
        _finding(one, history)
        for one in sorted(facts.all(DisabledSettings), key=lambda one: one.path)
        if role_by_path(one.path) not in _OUTSIDE
        and not is_aside(one.path)
        and not _NOT_OURS.search(one.path)
        and not _DEFAULTS.search(one.header)
        and _weighs(one)
    ]
    yield from together(
        found,
        "commented-out configuration",
        "{n} files ({first} first) hold {all} blocks of commented-out configuration.",
    )


def _weighs(one: DisabledSettings) -> bool:
    """In a workflow of CI only a check does: it looks as if it were there. A step that is out is a switch that somebody throws by hand."""
    if any(block.is_whole for block in one.blocks):
        return True
    return not _CI.search(one.path) or any(
        _CHECKS.search(f"{block.excerpt} {' '.join(block.keys)}") for block in one.blocks
    )


def _finding(one: DisabledSettings, history: GitHistory | None) -> Finding:
    is_whole = any(block.is_whole for block in one.blocks)
    lines = sum(block.end_line - block.line + 1 for block in one.blocks)
    commit = history.last_touch(one.path) if history else None
    touched = (
        (Evidence(kind="commit", path=one.path, ref=commit.sha, value=f"last change {commit.at.date()}"),)
        if commit
        else ()
    )
    first = one.blocks[0]
    named = _name(first)
    return Finding(
        subject=file_subject(one.path),
        line=first.line,
        end_line=first.end_line,
        title="A whole definition is commented out" if is_whole else None,
        message=f"{one.path} is commented out from its first line to its last: nothing that it tells of runs."
        if is_whole
        else f"{lines} lines of {one.path} are commented-out configuration{f', {named} first' if named else ''}.",
        evidence=(
            *(
                Evidence(kind="line", path=one.path, line=b.line, excerpt=b.excerpt, ref=", ".join(b.keys[:6]))
                for b in one.blocks[:_SHOWN]
            ),
            *touched,
        ),
        occurrences=len(one.blocks),
    )


def _name(block: Disabled) -> str:
    """What the first line is about: `alert: ModelDrift`."""
    return block.excerpt.removeprefix("- ").strip()[:60]
