"""Line coverage that a test run left behind: coverage.xml, coverage.json, lcov.info. Rates alone, no lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, cast

from debtscope.api import Diagnostic, DiagnosticSeverity, Unreadable, Workspace
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.facts import LineCoverage

_CLASS: Final = regex(r"<class\b([^>]{0,2000})>")
_ATTRIBUTE: Final = regex(r"\b(filename|line-rate)=\"([^\"]{0,1000})\"")
_LIMIT: Final = 20_000_000


def coverage(workspace: Workspace) -> Iterator[LineCoverage | Diagnostic]:
    """The rate of each file in every report of the workspace."""
    for entry in workspace.find("coverage.xml", "coverage.json", "lcov.info"):
        if entry.size > _LIMIT:
            continue
        try:
            if entry.path.endswith(".json"):
                rates = _json(workspace.json(entry.path))
            else:
                text = workspace.text(entry.path)
                rates = _xml(text) if entry.path.endswith(".xml") else _lcov(text)
        except Unreadable as error:
            yield Diagnostic(
                severity=DiagnosticSeverity.WARNING, collector="python", path=entry.path, message=error.message
            )
            continue
        for path, rate in sorted(rates.items()):
            yield LineCoverage(path=path, rate=rate, report=entry.path)


def _xml(text: str) -> dict[str, float]:
    """Cobertura: by text, so that nothing of XML is ever expanded."""
    found: dict[str, float] = {}
    for match in _CLASS.finditer(text):
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        rate = _number(attributes.get("line-rate"))
        if "filename" in attributes and rate is not None:
            found[_path(attributes["filename"])] = rate
    return found


def _json(document: object) -> dict[str, float]:
    """coverage.py: files -> summary -> percent_covered."""
    files = _record(_record(document).get("files"))
    found: dict[str, float] = {}
    for path, body in files.items():
        percent = _record(_record(body).get("summary")).get("percent_covered")
        if isinstance(percent, (int, float)):
            found[_path(path)] = min(1.0, max(0.0, percent / 100))
    return found


def _lcov(text: str) -> dict[str, float]:
    found: dict[str, float] = {}
    path, lines, hit = "", 0, 0
    for line in text.splitlines():
        if line.startswith("SF:"):
            path, lines, hit = _path(line[3:]), 0, 0
        elif line.startswith("DA:"):
            lines += 1
            hit += not line.endswith(",0")
        elif line.startswith("end_of_record") and path and lines:
            found[path] = hit / lines
    return found


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


def _path(text: str) -> str:
    return text.strip().replace("\\", "/").removeprefix("./")


def _record(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}
