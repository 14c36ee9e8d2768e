"""Looks into settings, manifests and command files for names of code. Judges nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Diagnostic, DiagnosticSeverity, FileEntry, SourceReport, SourceStatus, Workspace
from debtscope.model.figures import counted
from debtscope.model.regex import regex
from debtscope_collectors.sources.named.facts import NamedCode
from debtscope_collectors.sources.unread import Unread, until_unread

_FILES: Final = (
    "*.yaml", "*.yml", "*.toml", "*.cfg", "*.ini", "*.json", "*.sh", "*.bash", "*.ps1", "*.bat", "*.mk", "*.tf", "*.hcl", "Makefile*",
    "makefile", "justfile", "Dockerfile*", "*.Dockerfile", "*.dockerfile", "Procfile", "MLproject", "Jenkinsfile", "Snakefile", "*.smk",
    "*.service", "*.conf", "*.gin", "*.j2", "crontab*",
)  # fmt: skip
_MAX_BYTES: Final = 200_000
_MAX_JSON: Final = 30_000
"""Larger ones are data."""
_SKIPPED: Final = ("node_modules/", "package-lock.json", "site-packages/", "mlruns/", ".ipynb_checkpoints/")
_NAME: Final = regex(r"[A-Za-z_]\w{0,80}+(?:[./:-][A-Za-z_]\w{0,80}+){1,12}")
_LONGEST: Final = 80
_SHORT_NAME: Final = regex(r"(?<![A-Za-z_])[A-Za-z_]\w*+(?:[./:-][A-Za-z_]\w*+){1,12}")
"""The same where no word is longer: what does not begin a name at its first letter does not at the next."""
_IMPORT: Final = regex(r"\bimport[ \t]{1,8}([A-Za-z_][\w, \t]{0,300})")
"""Python in a shell script or a notebook's text."""
_PARTS: Final = regex(r"[./:-]")


class NamedCollector:
    """Names of code in files that are no code."""

    name = "named"
    kind = "names of code in settings and commands"
    how = "Commit what starts the code: Makefile, scripts, CI, pipeline and configuration files."
    provides = (NamedCode,)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """A NamedCode per file that names any, in the order of their paths."""
        read = 0
        entries = [
            entry
            for entry in workspace.find(*_FILES)
            if entry.size <= (_MAX_JSON if entry.path.endswith(".json") else _MAX_BYTES)
            and not any(part in entry.path for part in _SKIPPED)
        ]

        def named(entry: FileEntry) -> Iterator[object]:
            return until_unread(_named(workspace, entry.path))

        for entry, found in workspace.each("named 1", (NamedCode, Unread), entries, named):
            reasons = [one.reason for one in found or () if isinstance(one, Unread)]
            for reason in reasons:
                yield Diagnostic(
                    severity=DiagnosticSeverity.WARNING, collector=self.name, path=entry.path, message=reason
                )
            if not reasons:
                read += 1
                yield from found or ()
        if read:
            yield SourceReport(
                collector=self.name, kind=self.kind, location="", status=SourceStatus.READ, detail=counted(read, "file"),
                read_files=read,
            )  # fmt: skip


def _named(workspace: Workspace, path: str) -> Iterator[NamedCode]:
    if names := names_in(workspace.text(path)):
        yield NamedCode(path=path, names=names)


def names_in(text: str) -> frozenset[str]:
    """The parts of everything in a text that can name code."""
    joined = [word for word in set(text.split()) if "." in word or "/" in word or ":" in word or "-" in word]
    names = set(_SHORT_NAME.findall("\n".join([word for word in joined if len(word) <= _LONGEST])))
    names.update(*(_NAME.findall(word) for word in joined if len(word) > _LONGEST))
    found = {part for name in names for part in _PARTS.split(name)}
    if "import" in text:
        found.update(word for names in _IMPORT.findall(text) for word in re.split(r"[, \t]{1,20}", names) if word)
    return frozenset(found)


collector = NamedCollector()
