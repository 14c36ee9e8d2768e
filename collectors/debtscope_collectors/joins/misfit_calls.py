"""Calls of the project's own functions that the function cannot take: a required argument is missing, or one is given that it does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.missing_names import source_of
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.standing import is_test_file
from debtscope_collectors.sources.dependencies.facts import DependencyFile
from debtscope_collectors.sources.python.facts import Import
from debtscope_collectors.sources.python.signatures import misfit, own_calls, parents, signatures


@frozen
class MisfitCall:
    """One call."""

    path: str
    line: int
    name: str
    source: str
    """The file of the function."""
    defined: int
    """Its line there."""
    why: str
    """In words, after "calls it": `without rows, which it needs`."""


@join(MisfitCall, facets=(own_calls, parents, signatures))
def misfit_calls(facts: Facts) -> Iterator[MisfitCall]:
    """By file and line, of functions whose file can be only one."""
    code = facts.one(CodeBase)
    if code is None:
        return
    known = {path: {row.name: row for row in rows} for path, rows in facts.rows(signatures).items()}
    libraries = frozenset(
        re.sub(r"[-.]", "_", one.name.lower()) for file in facts.all(DependencyFile) for one in file.requirements
    )
    heirs = {name for rows in facts.rows(parents).values() for row in rows for name in row.names}
    sources: dict[tuple[str, str, int], str] = {}
    for path, rows in sorted(facts.rows(own_calls).items()):
        module = code.modules.get(path)
        if module is None or not (is_test_file(path) or (module.is_own and not is_aside(path))):
            continue
        for row in rows:
            key = (path, row.module, row.level)
            if key not in sources:
                wanted = Import(module=row.module, names=(), line=row.line, level=row.level)
                sources[key] = source_of(code, path, wanted, libraries) if row.module else path
            if row.name.partition(".")[0] in heirs and "." in row.name:
                continue  # a class that inherits may have another function of that name
            taken = known.get(sources[key], {}).get(row.name)
            if taken is not None and (why := misfit(taken, row)):
                yield MisfitCall(
                    path=path, line=row.line, name=row.name, source=sources[key], defined=taken.line, why=why
                )  # fmt: skip
