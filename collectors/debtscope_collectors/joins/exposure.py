"""Exposure of the production code: which files count as such is judged here, the arithmetic is the model's."""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import ExposureTable, Facts, GitHistory, file_exposure, join
from debtscope_collectors.joins.facts import CodeBase

ROLES = frozenset({"production", "script"})
"""Roles of modules whose fixes count. Notebooks get a sixth of a module's fixes and are left out."""


@join(ExposureTable)
def exposure(facts: Facts) -> Iterator[ExposureTable]:
    """One table; without parsed code it still knows how often each file is touched."""
    code = facts.one(CodeBase)
    modules = code.modules.values() if code else ()
    loc = {m.path: m.facts.loc for m in modules if m.role in ROLES and m.facts.kind == "module"}
    yield file_exposure(facts.one(GitHistory), loc, facts.as_of, facts.settings.interest)
