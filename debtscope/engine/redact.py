"""Keeps credentials out of findings: whatever rests on a line that holds one, the line is not quoted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from debtscope.model.finding import Evidence, Finding, SensitiveLine
from debtscope.model.rule import Rule
from debtscope.model.text import HIDDEN, without_credentials

_SPEAKS_OF_SECRETS = "secret"
"""Findings on secrets themselves are redacted where they are made and may describe the value's shape."""

Found = tuple[Rule, tuple[Finding, ...]]


def redact(found: Iterable[Found], sensitive: Iterable[SensitiveLine]) -> list[Found]:
    """The findings without quotations of sensitive lines, and without what has the form of a credential anywhere else."""
    places = frozenset((one.path, one.line) for one in sensitive)
    return [(rule, tuple(_clean(finding, places) for finding in findings)) for rule, findings in found]


def _clean(finding: Finding, places: frozenset[tuple[str, int]]) -> Finding:
    if finding.subject.kind == _SPEAKS_OF_SECRETS:
        return finding
    return replace(
        finding,
        message=without_credentials(finding.message),
        title=finding.title and without_credentials(finding.title),
        remediation=finding.remediation and without_credentials(finding.remediation),
        evidence=tuple(_hidden(one, places) for one in finding.evidence),
    )


def _hidden(evidence: Evidence, places: frozenset[tuple[str, int]]) -> Evidence:
    value = without_credentials(evidence.value) if isinstance(evidence.value, str) else evidence.value
    evidence = replace(evidence, ref=evidence.ref and without_credentials(evidence.ref), value=value)
    if evidence.excerpt is None or evidence.path is None or evidence.line is None:
        return evidence
    last = evidence.line + evidence.excerpt.count("\n")
    quoted = range(evidence.line, last + 1)
    is_sensitive = any((evidence.path, n) in places for n in quoted)
    return replace(evidence, excerpt=HIDDEN if is_sensitive else without_credentials(evidence.excerpt))
