"""Exposure of the production code: which files count as such is judged here, the arithmetic is the model's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from debtscope.api import ExposureTable, Facts, GitHistory, file_exposure, join
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.sources.python.facts import UnparsedModule

DISCOUNTS: Mapping[str, float] = {
    "production": 1.0,
    "script": 1.0,
    "experiment": 0.47,
    "notebook": 0.47,
    "example": 0.22,
}
"""Role -> how many fixes a module of it sees beside a production module of the same size and touches, measured on public
repositories. Tests, documents, vendored and generated code are no part of it, and neither are notebooks (.ipynb): those
get a sixth of a module's fixes."""


PACKAGE_FILE = 0.7
"""The same for an `__init__.py`: every new name touches it, and repairs are made in the modules that it gathers."""

BYTES_A_LINE = 36
"""Of a file that does not parse, such as one of Python 2; it is touched and repaired all the same."""


@join(ExposureTable)
def exposure(facts: Facts) -> Iterator[ExposureTable]:
    """One table; without parsed code it still knows how often each file is touched."""
    code = facts.one(CodeBase)
    modules = code.modules.values() if code else ()
    loc = {m.path: m.facts.loc for m in modules if m.facts.kind == "module"}
    roles = {m.path: m.role for m in modules}
    for one in facts.all(UnparsedModule):
        if one.path.endswith(".py") and one.path not in loc:
            loc[one.path] = max(one.size // BYTES_A_LINE, 1)
            roles[one.path] = role_by_path(one.path, facts.settings.production)
    factors = {path: _factor(path, roles[path]) for path in loc if roles[path] in DISCOUNTS}
    yield file_exposure(
        facts.one(GitHistory), {path: loc[path] for path in factors}, facts.as_of, facts.settings.interest,
        {path: factor for path, factor in factors.items() if factor != 1.0},
        lambda path: role_by_path(path, facts.settings.production) in DISCOUNTS,
    )  # fmt: skip


def _factor(path: str, role: str) -> float:
    return round(DISCOUNTS[role] * (PACKAGE_FILE if path.rpartition("/")[2] == "__init__.py" else 1.0), 6)
