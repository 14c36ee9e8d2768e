"""What checks or watches is commented out

Detects
-------
A check that stands as comments, two and more adjacent lines, in a YAML, TOML, INI, Terraform, compose or Prometheus file or a Dockerfile: an
alert, a health check or probe, an audit, a linter or a test of CI or of the commit hooks, an expectation. The lines must be configuration of that
very file: keys, sections or instructions, at least half of which the file also holds alive. Also a definition of jobs or services that is commented
out from its first line to its last: it is no CI to any rule. Clean are prose, licence headers,
blocks whose comment tells what they are for (uncomment, example, optional, default, only for …), placeholders, templates and examples,
Helm values, and files that tools write with their defaults in comments. Other settings that are commented out (a service, a resource, a
parameter) are left out: somebody's switch, or litter, and nobody takes them for something that runs. One item a file; from two files on one
item for all.

Why it is debt
--------------
A commented-out alert looks like monitoring to whoever skims the file, and a commented-out audit like a gate. What it would have told, nobody
is told.

How to pay it down
------------------
Switch it on again, or delete it: history keeps it. What is really optional belongs into an overlay or behind a switch.

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
from dataclasses import replace

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
        for one in (_checks_of(one) for one in sorted(facts.all(DisabledSettings), key=lambda one: one.path))
        if one.blocks
        and role_by_path(one.path) not in _OUTSIDE
        and not is_aside(one.path)
        and not _NOT_OURS.search(one.path)
        and not _DEFAULTS.search(one.header)
    ]
    yield from together(
        found,
        "commented-out configuration",
        "{n} files ({first} first) hold {all} blocks that would check or watch something and are commented out.",
    )


def _checks_of(one: DisabledSettings) -> DisabledSettings:
    """With the blocks alone that would check or watch something; all of a file that is out as a whole."""
    if any(block.is_whole for block in one.blocks):
        return one
    checks = tuple(block for block in one.blocks if _CHECKS.search(f"{block.excerpt} {' '.join(block.keys)}"))
    return replace(one, blocks=checks)


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
        else f"{lines} lines of {one.path} that would check or watch something are commented out{f', {named} first' if named else ''}.",
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
