"""Licences that package metadata and citation files claim for the project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from debtscope.api import Workspace
from debtscope.model.regex import regex
from debtscope_collectors.sources.cards.facts import LicenceClaim
from debtscope_collectors.sources.cards.terms import identify
from debtscope_collectors.sources.shape import mapping, sequence, text

CLAIMS: Final = ("pyproject.toml", "setup.cfg", "setup.py", "CITATION.cff", "package.json")
_CLASSIFIER: Final = regex(r"License :: (?:OSI Approved :: )?([^\"'\n]{2,100})")
_ASSIGNED: Final = regex(r"""^[ \t]*["']?licen[cs]e["']?[ \t]*[=:][ \t]*["']?([^"'\n#,]{2,100})""", re.MULTILINE)
_UNTOUCHED: Final = regex(r'"author"\s*:\s*""')
_IN_CALL: Final = regex(r"""\blicen[cs]e[ \t]*=[ \t]*["']([^"'\n]{2,100})["']""")


def claims(workspace: Workspace, path: str) -> LicenceClaim | None:
    """The first claim of one file; None where it makes none."""
    source = workspace.text(path)
    name = path.rpartition("/")[2]
    written = _of_project(workspace.toml(path)) if name == "pyproject.toml" else _of_text(name, source)
    if not written or re.match(r"(?:file|attr):", written):
        return None
    if name == "package.json" and written.strip() == "ISC" and _UNTOUCHED.search(source):
        return None  # what `npm init` writes of itself
    written = written.strip()[:200]
    line = next((n for n, one in enumerate(source.splitlines(), 1) if written[:60] in one), None)
    return LicenceClaim(path=path, line=line, written=written, licence=identify(written))


def _of_project(document: Mapping[str, object]) -> str:
    for table in (mapping(document.get("project")), mapping(mapping(document.get("tool")).get("poetry"))):
        told = table.get("license")
        if written := text(told) or text(mapping(told).get("text")).split("\n", 1)[0]:
            return written
        for one in sequence(table.get("classifiers")):
            if found := _CLASSIFIER.search(text(one)):
                return found[1]
    return ""


def _of_text(name: str, source: str) -> str:
    pattern = _IN_CALL if name == "setup.py" else _ASSIGNED
    found = pattern.search(source[:200_000]) or _CLASSIFIER.search(source[:200_000])
    return found[1] if found else ""
