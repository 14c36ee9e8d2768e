"""Which code answers for served predictions: everything that a SERVE module imports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope_collectors.joins.facts import CodeBase

ASIDE = frozenset({"test", "docs", "example", "vendored", "generated", "notebook", "experiment"})
DEPTH = 6


@frozen
class ServedCode:
    """SERVE modules and what they import, by path of the SERVE module."""

    closures: Mapping[str, frozenset[str]]

    def holds(self, path: str) -> bool:
        """Whether any SERVE module is or imports that file."""
        return any(path in closure for closure in self.closures.values())


@join(ServedCode)
def served_code(facts: Facts) -> Iterator[ServedCode]:
    """One value where there is code."""
    code = facts.one(CodeBase)
    if code is None:
        return
    yield ServedCode(
        closures={
            path: frozenset(code.closure(path, DEPTH))
            for path, module in sorted(code.modules.items())
            if module.facts.serving and module.role not in ASIDE
        }
    )
