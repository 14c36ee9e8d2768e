"""Which exports of tools a repository holds, told by their first bytes: data folders are never parsed whole."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from debtscope.api import Unreadable, Workspace
from debtscope.model.regex import regex
from debtscope_collectors.sources.material import is_test_input

HEAD = 8 * 1024
PROBES = 4
"""Files of one folder, without the marks that are looked for, after which the folder is given up."""
MAX_BYTES = 24 * 1024 * 1024
MAX_LINES = 200_000
MAX_LINE = 1024 * 1024
NEVER = regex(
    r"(?:^|/)(?:node_modules|site-packages|\.venv|venv|\.tox|\.nox|__pycache__|\.git|\.dvc|\.ipynb_checkpoints|\.mypy_cache|"
    r"\.ruff_cache|\.pytest_cache|dist|build|vendor|third_party|bower_components|\.terraform|\.next|mlruns|mlartifacts)/"
)


def exports(
    workspace: Workspace, *globs: str, hint: re.Pattern[str], promises: Callable[[bytes], bool]
) -> Iterator[str]:
    """Paths of files whose head promises the export; in folders whose path gives no hint only a few are looked into."""
    misses: dict[str, int] = {}
    for entry in workspace.find(*globs, ignored=True):
        if not 20 <= entry.size <= MAX_BYTES or NEVER.search(entry.path) or is_test_input(entry.path):
            continue
        folder = entry.path.rpartition("/")[0]
        hinted = hint.search(entry.path) is not None
        if not hinted and misses.get(folder, 0) >= PROBES:
            continue
        try:
            found = promises(workspace.head(entry.path, HEAD))
        except Unreadable:
            continue
        if found:
            yield entry.path
        elif not hinted:
            misses[folder] = misses.get(folder, 0) + 1


def json_lines(text: str) -> Iterator[tuple[int, object]]:
    """(line number, document) of a file with one JSON document a line; lines that are none give None."""
    for number, line in enumerate(text.splitlines(), 1):
        if number > MAX_LINES:
            return
        if not line.strip():
            continue
        try:
            yield number, json.loads(line) if len(line) <= MAX_LINE else None
        except (ValueError, RecursionError, MemoryError):
            yield number, None
