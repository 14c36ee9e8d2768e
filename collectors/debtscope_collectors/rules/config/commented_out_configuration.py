"""What checks or watches is commented out

Detects
-------
A check that stands as comments, two and more adjacent lines, in a YAML, TOML, INI, Terraform, compose or Prometheus file or a Dockerfile, and in whose place nothing stands: an
alert, a health check or probe, an expectation; an audit or a scan where CI and the commit hooks run no other; the tests or a validation where CI runs none. The lines must be configuration of that
very file: keys, sections or instructions, at least half of which the file also holds alive. Also a definition of jobs or services that is commented
out from its first line to its last, where no test of CI stops a change: it is no CI to any rule. Linters, measures of coverage and thresholds readers of real repositories shrugged at, and at
a check beside which another of its kind runs. Clean are prose, licence headers,
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
from collections.abc import Iterator, Sequence
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
from debtscope_collectors.joins.ci_tests import CiTests
from debtscope_collectors.joins.ci_texts import said_in_ci
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.ci.facts import CommitHook
from debtscope_collectors.sources.config.facts import Disabled, DisabledSettings

_SHOWN = 6
_WATCHES = regex(r"\balert\b|healthcheck|livenessProbe|readinessProbe|expectation", re.IGNORECASE)
_SCANS = regex(
    r"audit|\b(?:bandit|trivy|safety|gitleaks|grype|snyk|semgrep|codeql|detect-secrets)\b|scan\b", re.IGNORECASE
)
_TESTS = regex(r"\b(?:pytest|unittest|tox|nox)\b|\bvalidat", re.IGNORECASE)
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
    uses=("git", "ci"),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a file; one for all from two files on."""
    history, tests = facts.one(GitHistory), facts.one(CiTests)
    is_tested = tests is not None and not tests.level
    said = (*said_in_ci(facts), *(f"{hook.id} {hook.repo}" for hook in facts.all(CommitHook)))
    absent = [_WATCHES]
    if not any(_SCANS.search(text) for text in said):
        absent.append(_SCANS)
    if not is_tested:
        absent.append(_TESTS)
    found = [
        _finding(one, history)
        for one in (
            _checks_of(one, absent, is_tested) for one in sorted(facts.all(DisabledSettings), key=lambda one: one.path)
        )
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


def _checks_of(one: DisabledSettings, absent: Sequence[re.Pattern[str]], is_tested: bool) -> DisabledSettings:
    """With the blocks alone that would check or watch something that nothing else does; all of a file that is out as a whole."""
    if any(block.is_whole for block in one.blocks):
        return replace(one, blocks=() if is_tested else one.blocks)
    told = [(block, f"{block.excerpt} {' '.join(block.keys)}") for block in one.blocks]
    return replace(one, blocks=tuple(block for block, text in told if any(kind.search(text) for kind in absent)))


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
