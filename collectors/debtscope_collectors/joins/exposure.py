"""Exposure of the production code: which files count as such is judged here, the arithmetic is the model's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from debtscope.api import ExposureTable, Facts, GitHistory, file_exposure, join
from debtscope_collectors.joins.facts import CodeBase

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


@join(ExposureTable)
def exposure(facts: Facts) -> Iterator[ExposureTable]:
    """One table; without parsed code it still knows how often each file is touched."""
    code = facts.one(CodeBase)
    modules = [m for m in code.modules.values() if m.role in DISCOUNTS and m.facts.kind == "module"] if code else []
    yield file_exposure(
        facts.one(GitHistory), {m.path: m.facts.loc for m in modules}, facts.as_of, facts.settings.interest,
        {m.path: DISCOUNTS[m.role] for m in modules if DISCOUNTS[m.role] != 1.0},
    )  # fmt: skip
