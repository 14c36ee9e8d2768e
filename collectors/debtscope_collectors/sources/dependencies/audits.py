"""Reports of vulnerability scanners that lie in the repository: pip-audit, OSV-Scanner, Trivy. JSON only; judges nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from debtscope.api import Unreadable, Workspace
from debtscope_collectors.sources.dependencies.facts import AuditFinding, AuditReport
from debtscope_collectors.sources.dependencies.lines import name_of
from debtscope_collectors.sources.shape import mapping, sequence, text, words

GLOBS: Final = (
    "*pip-audit*.json", "*pip_audit*.json", "*osv-scan*.json", "*osv_scan*.json", "osv*.json", "*trivy*.json", "*vulnerabilit*.json",
)  # fmt: skip
_MAX_BYTES: Final = 20 * 1024 * 1024


def audits(workspace: Workspace) -> Iterator[tuple[str, AuditReport | Unreadable | None]]:
    """(path, report) per file of such a name; None for what is no such report."""
    for entry in workspace.find(*GLOBS, ignored=True)[:50]:
        if entry.size > _MAX_BYTES:
            continue
        try:
            yield entry.path, parse(entry.path, workspace.json(entry.path, keep=False))
        except Unreadable as error:
            yield entry.path, error


def parse(path: str, data: object) -> AuditReport | None:
    """The report, whichever of the three tools wrote it."""
    root = mapping(data)
    if "dependencies" in root:
        return AuditReport(path=path, tool="pip-audit", day=None, findings=tuple(_pip_audit(root)))
    if "Results" in root and ("SchemaVersion" in root or "ArtifactName" in root):
        return AuditReport(
            path=path, tool="trivy", day=text(root.get("CreatedAt"))[:10] or None, findings=tuple(_trivy(root))
        )
    results = [mapping(one) for one in sequence(root.get("results"))]
    if results and any("packages" in one for one in results):
        return AuditReport(
            path=path, tool="osv-scanner", day=None, findings=tuple(f for one in results for f in _osv(one))
        )
    return None


def _pip_audit(root: object) -> Iterator[AuditFinding]:
    for item in sequence(mapping(root).get("dependencies")):
        one = mapping(item)
        for found in sequence(one.get("vulns")):
            vuln = mapping(found)
            ids = (text(vuln.get("id")), *words(vuln.get("aliases")))
            yield _finding(text(one.get("name")), text(one.get("version")), ids, words(vuln.get("fix_versions")))


def _trivy(root: object) -> Iterator[AuditFinding]:
    for result in sequence(mapping(root).get("Results")):
        table = mapping(result)
        if text(table.get("Class")) not in ("lang-pkgs", "") or text(table.get("Type")) not in (
            "pip",
            "poetry",
            "pipenv",
            "uv",
            "python-pkg",
            "conda-pkg",
        ):
            continue
        for found in sequence(table.get("Vulnerabilities")):
            vuln = mapping(found)
            fixed = tuple(part.strip() for part in text(vuln.get("FixedVersion")).split(",") if part.strip())
            ids = (text(vuln.get("VulnerabilityID")),)
            yield _finding(text(vuln.get("PkgName")), text(vuln.get("InstalledVersion")), ids, fixed)


def _osv(result: object) -> Iterator[AuditFinding]:
    for item in sequence(mapping(result).get("packages")):
        one = mapping(item)
        package = mapping(one.get("package"))
        if text(package.get("ecosystem")) != "PyPI":
            continue
        for found in sequence(one.get("vulnerabilities")):
            vuln = mapping(found)
            ids = (text(vuln.get("id")), *words(vuln.get("aliases")))
            yield _finding(text(package.get("name")), text(package.get("version")), ids, tuple(_fixed(vuln)))


def _fixed(vuln: object) -> Iterator[str]:
    for affected in sequence(mapping(vuln).get("affected")):
        for span in sequence(mapping(affected).get("ranges")):
            for event in sequence(mapping(span).get("events")):
                if version := text(mapping(event).get("fixed")):
                    yield version


def _finding(name: str, version: str, ids: tuple[str, ...], fixed: tuple[str, ...]) -> AuditFinding:
    """CVE numbers first: people know them."""
    known = sorted(dict.fromkeys(one[:60] for one in ids if one), key=lambda one: not one.startswith("CVE"))
    return AuditFinding(
        package=name_of(name) if name else "", version=version[:60], ids=tuple(known[:4]),
        fixed=tuple(dict.fromkeys(one[:60] for one in fixed))[:4],
    )  # fmt: skip
