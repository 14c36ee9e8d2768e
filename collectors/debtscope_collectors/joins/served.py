"""Which code answers for served predictions: everything that a SERVE module imports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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


def importers(code: CodeBase, paths: Sequence[str]) -> tuple[str, ...]:
    """Modules that import one of them, three steps up: where an application puts its routers together."""
    seen: dict[str, None] = dict.fromkeys(paths)
    layer = list(paths)
    for _ in range(3):
        layer = [
            up
            for path in layer
            if path in code.modules
            for up in code.modules[path].imported_by
            if up not in seen and up in code.modules
        ]
        layer = [up for up in layer if code.modules[up].is_own]
        seen.update(dict.fromkeys(layer))
    return tuple(seen)[len(paths) :]


def run_by(code: CodeBase, path: str, kinds: tuple[str, ...] = ("docker:", "k8s:", "compose:")) -> str:
    """What runs a module, itself or the module that puts its routes together: the first entry of these kinds, `` where none does."""
    for one in (path, *importers(code, [path])):
        entry = code.modules[one].entry or ""
        if entry.startswith(kinds):
            return entry
    return ""
