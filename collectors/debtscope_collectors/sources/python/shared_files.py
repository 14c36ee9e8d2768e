"""Writes of files that keep records, and how careful each is with others who write. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.access import data_accesses
from debtscope_collectors.sources.python.facts import DataAccess
from debtscope_collectors.sources.python.view import ModuleView

RECORDS: Final = regex(r"\.(?:csv|tsv|json|jsonl|ndjson|pkl|pickle|parquet|feather|xlsx)$", re.IGNORECASE)
"""Files in which programs keep records."""
_ATOMIC: Final = regex(
    r"^(?:os\.(?:replace|rename)|shutil\.move|atomicwrites\.|tempfile\.)|(?:^|\.)(?:flock|lockf|locking|FileLock|SoftFileLock)$"
)
_WORDS: Final = frozenset(
    {
        "open",
        "to_csv",
        "to_json",
        "to_pickle",
        "to_parquet",
        "to_feather",
        "to_excel",
        "write_text",
        "write_bytes",
        "dump",
        "write_csv",
    }
)
_OF_POLARS: Final = frozenset({"write_parquet", "write_csv", "write_json", "write_ndjson", "sink_parquet", "sink_csv"})


@frozen
class RecordWrite:
    """One write of such a file."""

    target: str
    """As far as it is constant; `{}` stands for what is not; `` where other files tell it."""
    scope: str
    line: int
    how: str
    """rewrite, append or guarded (under a lock, or by replacing the file in one step)."""


@facet(RecordWrite, version=3, cues=_WORDS | _OF_POLARS)
def record_writes(view: ModuleView) -> Iterator[RecordWrite]:
    """Writes inside functions, of files whose name is known by its ending."""
    writes = [
        access for access in view.once(data_accesses) if access.mode == "write" and access.scope and _may_keep(access)
    ]
    if not writes:
        return
    appended = {call.lineno for call in view.calls_to(("open", "to_csv", "to_json")) if _appends(view, call)}
    careful = {view.scope(call) for call in view.calls if _ATOMIC.search(view.name(call.func) or "")}
    careful |= {view.scope(node) for node in _locks(view)}
    for access in writes:
        how = "guarded" if access.scope in careful else "append" if access.line in appended else "rewrite"
        yield RecordWrite(target=access.target or "", scope=access.scope, line=access.line, how=how)


def _may_keep(access: DataAccess) -> bool:
    if access.target:
        return RECORDS.search(access.target) is not None
    return bool(access.symbol or access.param) and access.call.rpartition(".")[2] in _WORDS


def _appends(view: ModuleView, call: ast.Call) -> bool:
    func = call.func
    is_open = (isinstance(func, ast.Name) and func.id == "open") or (
        isinstance(func, ast.Attribute) and func.attr == "open"
    )
    place = (1 if isinstance(func, ast.Name) else 0,) if is_open else ()
    mode = view.argument(call, "mode", *place)
    value = view.constant(mode) if mode is not None else None
    return isinstance(value, str) and "a" in value


def _locks(view: ModuleView) -> Iterator[ast.With | ast.AsyncWith]:
    for node in (*view.nodes(ast.With), *view.nodes(ast.AsyncWith)):
        if any("lock" in ast.unparse(item.context_expr)[:200].lower() for item in node.items):
            yield node
