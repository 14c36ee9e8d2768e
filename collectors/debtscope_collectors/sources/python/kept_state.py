"""Databases in files that a module names: what a container loses with its layer where no volume holds it. One file at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_URL: Final = regex(r"sqlite(?:\+\w{1,20})?:///(?!:memory:|\?)([^?{}\s]{1,200})(?:\?.{0,100})?")
_FILE: Final = regex(r"[^:{}\s?][^{}\s?]{0,200}\.(?:db|sqlite3?|sqlite3\.db)")
_OPENS: Final = frozenset({"sqlite3.connect", "aiosqlite.connect"})
_STORES: Final = frozenset({"chromadb.PersistentClient"})


@frozen
class StateFile:
    """One database that the module keeps in a file or folder of its own."""

    kind: str
    """SQLite or Chroma."""
    target: str
    """As written, relative to where the program runs unless it begins with a slash."""
    line: int


@facet(
    StateFile,
    cues=("sqlite", "sqlite3", "aiosqlite", "sqlalchemy", "sqlmodel", "chromadb", "DATABASE_URL", "database_url"),
    tests=False,
)
def state_files(view: ModuleView) -> Iterator[StateFile]:
    """Each once: URLs of SQLite, and the paths that `sqlite3.connect` and Chroma's `PersistentClient` are given."""
    seen: set[str] = set()
    for node in view.constants:
        found = _URL.fullmatch(node.value) if isinstance(node.value, str) and node.value.startswith("sqlite") else None
        if found is not None and found[1] not in seen and not isinstance(view.parent(node), ast.Compare | ast.Expr):
            seen.add(found[1])
            yield StateFile(kind="SQLite", target=found[1], line=view.place(node))
    for call in view.calls_to(("connect", "PersistentClient")):
        name = view.name(call.func) or ""
        given = view.argument(call, "database", "path", 0) if name in _OPENS | _STORES else None
        value = view.constant(given) if given is not None else None
        is_store = name in _STORES
        if isinstance(value, str) and value not in seen and "{}" not in value and (is_store or _FILE.fullmatch(value)):
            seen.add(value)
            yield StateFile(kind="Chroma" if is_store else "SQLite", target=value, line=view.place(call))
