"""Which files may be monitoring exports: by where they lie and how they begin, so that data folders are never parsed whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import FileEntry, Unreadable, Workspace
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex

HEAD = 8 * 1024
YAML_HEAD = 128 * 1024
MAX_JSON = 24 * 1024 * 1024
MAX_CSV = 16 * 1024 * 1024
PROBES = 4
"""Unpromising files of one folder that are looked into before the folder is given up."""
HINTS = regex(
    r"monitor|evidently|drift|great_expectations|(?:^|/)gx(?:/|$)|(?:^|/)ge(?:/|$)|validation|nannyml|whylogs|whylabs|deepchecks|"
    r"prometheus|alert|grafana|dashboard|observab|report|snapshot|quality|metrics|profile|test_?suite|health",
    re.IGNORECASE,
)
_NEVER = regex(
    r"(?:^|/)(?:node_modules|site-packages|\.venv|venv|\.tox|\.nox|__pycache__|\.git|\.dvc|\.ipynb_checkpoints|\.mypy_cache|"
    r"\.ruff_cache|\.pytest_cache|dist|build|vendor|third_party|bower_components|\.terraform|\.next|mlruns|mlartifacts)/"
)
IN_PARQUET = "NannyML in Parquet: install debtscope[parquet], or write it as CSV (CSVFilesystemWriter)"
_LOCKS = regex(r"(?:^|/)(?:package(?:-lock)?|tsconfig[\w.]*|composer|angular|manifest|yarn|Pipfile)\.(?:json|lock)$")


@frozen(kw_only=False)
class Candidate:
    """A file with its first bytes."""

    entry: FileEntry
    head: bytes
    is_hinted: bool

    @property
    def path(self) -> str:
        """Of the file."""
        return self.entry.path


def is_mounted(path: str, mounts: tuple[str, ...]) -> bool:
    """Whether a file lies in a folder that the user or the settings named as monitoring."""
    return path.startswith("outside:") or any(path.startswith(mount.rstrip("/") + "/") for mount in mounts)


def json_and_tables(workspace: Workspace) -> Iterator[Candidate]:
    """JSON and CSV files that are worth a look, heads read."""
    mounts = workspace.settings.monitoring
    misses: dict[str, int] = {}
    for entry in workspace.find("*.json", "*.csv", ignored=True):
        if not _may_be(entry):
            continue
        hinted = is_mounted(entry.path, mounts) or HINTS.search(entry.path) is not None
        folder = entry.path.rpartition("/")[0]
        if not hinted and misses.get(folder, 0) >= PROBES:
            continue
        head = _head(workspace, entry, HEAD)
        if not hinted:
            misses[folder] = 0 if _promises(head) else misses.get(folder, 0) + 1
        if head:
            yield Candidate(entry, head, hinted)


def _may_be(entry: FileEntry) -> bool:
    limit = MAX_CSV if entry.path.endswith(".csv") else MAX_JSON
    return 20 <= entry.size <= limit and not _NEVER.search(entry.path) and not _LOCKS.search(entry.path)


def _promises(head: bytes) -> bool:
    return any(
        word in head
        for word in (
            b"evidently",
            b"drift",
            b"expectation",
            b'"CheckResult"',
            b'"panels"',
            b"chunk_",
            b"counts/n",
            b"resultType",
        )
    )


def yaml_files(workspace: Workspace) -> Iterator[Candidate]:
    """YAML files, as far as rules and routing are looked for in them."""
    for entry in workspace.find("*.yml", "*.yaml", "*.rules", "*.yml.tpl", "*.yaml.tpl", ignored=True):
        if not _NEVER.search(entry.path) and 20 <= entry.size <= 4 * 1024 * 1024:
            head = _head(workspace, entry, YAML_HEAD)
            # Schemas of custom resources name every key of rules and routes, and are megabytes long.
            if head and b"openAPIV3Schema" not in head:
                yield Candidate(entry, head, True)


def unread(workspace: Workspace) -> Iterator[tuple[Candidate, str | None]]:
    """Exports in forms that are read by other means or not at all, and why: binary profiles (None), Parquet, HTML."""
    for entry in workspace.find("*.bin", "*.parquet", "*.html", ignored=True):
        if _NEVER.search(entry.path) or not (
            HINTS.search(entry.path) or is_mounted(entry.path, workspace.settings.monitoring)
        ):
            continue
        suffix = entry.path.rpartition(".")[2]
        if suffix == "parquet":
            if "nannyml" in entry.path.lower() and entry.size <= MAX_CSV:
                yield Candidate(entry, _head(workspace, entry, 4), True), IN_PARQUET
            continue
        head = _head(workspace, entry, 4096)
        if suffix == "bin" and head.startswith(b"WHY1"):
            yield Candidate(entry, head, True), None
        elif suffix == "html" and b"evidently" in head:
            yield Candidate(entry, head, True), "an Evidently report in HTML is not read; save its JSON as well"


def _head(workspace: Workspace, entry: FileEntry, limit: int) -> bytes:
    try:
        return workspace.head(entry.path, limit)
    except Unreadable:
        return b""
