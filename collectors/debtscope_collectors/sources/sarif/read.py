"""Reads SARIF 2.1.0 reports that the user named: what bandit, semgrep, modelscan, gitleaks and the like found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from debtscope.api import (
    Category,
    Collector,
    Diagnostic,
    DiagnosticSeverity,
    ForeignHit,
    ForeignRule,
    Severity,
    SourceReport,
    SourceStatus,
    Unreadable,
    Workspace,
    printable,
)
from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.shape import is_list, mapping, sequence, text, words
from debtscope_collectors.sources.values import without_user

_MOST: Final = 20_000
_SEEKS_SECRETS: Final = regex(r"gitleaks|trufflehog|detect-?secrets|secret|ggshield|whispers|noseyparker", re.I)
_LEVELS: Final = {"error": Severity.HIGH, "warning": Severity.MEDIUM, "note": Severity.LOW, "none": Severity.LOW}
_NAME: Final = regex(r"[^A-Za-z0-9._:+-]+")
_LEGAL: Final = regex(r"licen[cs]e|privacy|gdpr|pii", re.I)
_SECURITY: Final = regex(r"security|cwe|owasp|vulnerab|secret", re.I)
_SECURITY_TOOLS: Final = regex(
    r"bandit|semgrep|trivy|grype|snyk|codeql|modelscan|picklescan|checkov|tfsec|kics|hadolint|pip-audit|osv", re.I
)
_LONGEST: Final = 300


@dataclass(slots=True, kw_only=True)
class _Report:
    """One file while it is read."""

    path: str
    rules: dict[tuple[str, str], ForeignRule] = field(default_factory=dict[tuple[str, str], ForeignRule])
    hits: list[ForeignHit] = field(default_factory=list[ForeignHit])


class SarifCollector:
    """Reports of other tools."""

    name = "sarif"
    kind = "reports of other tools"
    how = "Let bandit, semgrep, modelscan or a secret scanner write SARIF and name the file: --sarif FILE (repeatable)."
    provides = (ForeignRule, ForeignHit)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """A ForeignRule a rule and a ForeignHit a result, of every named report."""
        known: dict[tuple[str, str], ForeignRule] = {}
        for path in workspace.sarif:
            try:
                report = _read(workspace, path)
            except Unreadable as error:
                yield self._told(path, error.message)
                yield self._report(path, SourceStatus.FAILED, error.message, 0)
                continue
            for key, rule in report.rules.items():
                if known.setdefault(key, rule) is rule:
                    yield rule
            yield from report.hits
            if len(report.hits) >= _MOST:
                yield self._told(path, f"only its first {_MOST} results are read")
            tools = ", ".join(sorted({tool for tool, _ in report.rules})) or "no tool"
            yield self._report(path, SourceStatus.READ, f"{len(report.hits)} results of {tools}", 1)

    def _told(self, path: str, message: str) -> Diagnostic:
        return Diagnostic(severity=DiagnosticSeverity.WARNING, collector=self.name, path=path, message=message)

    def _report(self, path: str, status: SourceStatus, detail: str, read: int) -> SourceReport:
        return SourceReport(
            collector=self.name, kind=self.kind, location=path, status=status, detail=detail, read_files=read
        )


def _read(workspace: Workspace, path: str) -> _Report:
    document = mapping(workspace.json(path))
    if not is_list(document.get("runs")):
        raise Unreadable("no SARIF report: it has no runs")
    report = _Report(path=path)
    for run in sequence(document["runs"]):
        _run(workspace, mapping(run), report)
    return report


def _run(workspace: Workspace, run: Mapping[str, object], report: _Report) -> None:
    driver = mapping(mapping(run.get("tool")).get("driver"))
    tool = _word(text(driver.get("name"))).lower() or "unknown"
    described = [mapping(rule) for rule in sequence(driver.get("rules"))]
    for extension in sequence(mapping(run.get("tool")).get("extensions")):
        described += [mapping(rule) for rule in sequence(mapping(extension).get("rules"))]
    by_id = {text(rule.get("id")): rule for rule in described if text(rule.get("id"))}
    for raw in sequence(run.get("results")):
        if len(report.hits) >= _MOST:
            return
        result = mapping(raw)
        name = text(result.get("ruleId")) or text(mapping(result.get("rule")).get("id"))
        index = result.get("ruleIndex")
        if not name and isinstance(index, int) and 0 <= index < len(described):
            name = text(described[index].get("id"))
        if name and text(result.get("baselineState")) != "absent":
            rule = by_id.get(name, {})
            made = _rule(tool, name, rule, text(result.get("level")))
            report.rules.setdefault((tool, made.rule), made)
            report.hits.append(_hit(workspace, tool, made.rule, result, report.path))
    for name, rule in by_id.items():
        made = _rule(tool, name, rule, "")
        report.rules.setdefault((tool, made.rule), made)


def _rule(tool: str, name: str, rule: Mapping[str, object], level: str) -> ForeignRule:
    properties = mapping(rule.get("properties"))
    tags = " ".join((*words(properties.get("tags")), tool))
    title = _said(rule.get("shortDescription")) or _clean(text(rule.get("name")).replace("_", " ")) or _clean(name)
    level = level or text(mapping(rule.get("defaultConfiguration")).get("level")) or "warning"
    return ForeignRule(
        tool=tool, rule=_word(name), title=title, help=_said(rule.get("fullDescription")) or _said(rule.get("help")),
        url=without_user(text(rule.get("helpUri")))[:_LONGEST], category=_category(tags),
        severity=_severity(text(properties.get("security-severity")), level),
    )  # fmt: skip


def _category(tags: str) -> Category:
    if _LEGAL.search(tags):
        return Category.LEGAL
    return (
        Category.CONFIG
        if _SECURITY.search(tags) or _SECURITY_TOOLS.search(tags) or _SEEKS_SECRETS.search(tags)
        else Category.CODE
    )


def _severity(score: str, level: str) -> Severity:
    try:
        value = float(score)
    except ValueError:
        return _LEVELS.get(level, Severity.MEDIUM)
    if value >= 9:
        return Severity.CRITICAL
    return Severity.HIGH if value >= 7 else Severity.MEDIUM if value >= 4 else Severity.LOW


def _hit(workspace: Workspace, tool: str, rule: str, result: Mapping[str, object], report: str) -> ForeignHit:
    place = mapping(mapping(next(iter(sequence(result.get("locations"))), None)).get("physicalLocation"))
    uri = text(mapping(place.get("artifactLocation")).get("uri"))
    line = mapping(place.get("region")).get("startLine")
    path = _find(workspace, uri)
    message = "" if _SEEKS_SECRETS.search(tool) else _said(result.get("message"))
    return ForeignHit(
        tool=tool, rule=rule, path=path, named=path or _clean("/".join(_parts(uri)[-2:])) or "no file",
        line=line if isinstance(line, int) and 0 < line < 10_000_000 else None, message=message, report=report,
        excused=_excused(result),
    )  # fmt: skip


def _parts(uri: str) -> list[str]:
    """Segments of the path that a uri names, without its scheme, `.` and `..`."""
    plain = unquote(uri.partition("://")[2] if "://" in uri else uri.removeprefix("file:"))
    return [part for part in plain.replace("\\", "/").split("/") if part not in ("", ".", "..")]


def _find(workspace: Workspace, uri: str) -> str | None:
    """The file that a report means: the longest tail of its path that the workspace has."""
    parts = _parts(uri)[-40:]
    for start in range(len(parts)):
        path = "/".join(parts[start:])
        if workspace.entry(path) is not None:
            return path
    return None


def _excused(result: Mapping[str, object]) -> str | None:
    for raw in sequence(result.get("suppressions")):
        suppression = mapping(raw)
        if text(suppression.get("status")) not in ("rejected", "underReview"):
            return _clean(text(suppression.get("justification"))) or "suppressed in the report"
    return None


def _said(message: object) -> str:
    table = mapping(message)
    return _clean(text(table.get("text")) or text(table.get("markdown")))


def _clean(words_: str) -> str:
    """One harmless line without credentials."""
    return printable(redact.line(" ".join(words_[:2_000].split())), limit=_LONGEST)


def _word(name: str) -> str:
    return _NAME.sub("-", name)[:80].strip("-")


collector: Collector = SarifCollector()
