"""What a repository is called: by its own files, so that the same commit has the same name in every folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from debtscope.engine.view import ScanWorkspace
from debtscope.model.errors import Unreadable
from debtscope.model.ledger import NAMELESS
from debtscope.model.text import printable

_PLACES = (("project",), ("tool", "poetry"))


def repository_name(workspace: ScanWorkspace) -> str:
    """The project's name in pyproject.toml; a word that stands for any repository where there is none."""
    try:
        document: object = workspace.toml("pyproject.toml") if workspace.entry("pyproject.toml") else {}
    except Unreadable:
        return NAMELESS
    for place in _PLACES:
        table = document
        for key in (*place, "name"):
            table = cast("Mapping[str, object]", table).get(key) if isinstance(table, Mapping) else None
        if isinstance(table, str) and table.strip():
            return printable(table.strip(), limit=100)
    return NAMELESS
