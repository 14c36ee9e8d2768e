"""Tables of a service's own database that reach people or keep what they wrote, made by its classes or by SQL files."""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Facts
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served import ServedCode
from debtscope_collectors.sources.interfaces.facts import CreatedTable
from debtscope_collectors.sources.python.person_tables import PersonTable, judged, person_tables

_MIGRATIONS = "/versions/"


def person_stores(facts: Facts, *, only_served: bool) -> Iterator[tuple[str, PersonTable]]:
    """(path, table): of own modules, with `only_served` of those that a service runs, then of SQL files beside a service whose code
    makes no such table itself. Rules that ask must name the facet `person_tables`."""
    code, served = facts.one(CodeBase), facts.one(ServedCode)
    if code is None or served is None or code.is_library:
        return
    seen: set[str] = set()
    for path, tables in sorted(facts.rows(person_tables).items()):
        is_own = path in code.modules and code.modules[path].is_own
        if not is_own or is_aside(path) or _MIGRATIONS in path or (only_served and not served.holds(path)):
            continue
        for table in tables:
            seen.add(table.table.lower())
            yield path, table
    if not served.closures:
        return
    for made in sorted(facts.all(CreatedTable), key=lambda one: (one.path, one.line)):
        if made.table.lower() in seen or is_aside(made.path) or _MIGRATIONS in made.path:
            continue
        for table in judged(made.table, list(made.columns), made.line):
            seen.add(made.table.lower())
            yield made.path, table
