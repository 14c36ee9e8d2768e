"""Tables that one method keeps in its instance, or one function hands to another, shaped by all rows, before the other splits them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from debtscope.model.frozen import frozen
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.import_graph import ImportGraph
from debtscope_collectors.joins.stage_leaks import Place
from debtscope_collectors.sources.python.leakage import HalfLeak

Origin = Callable[[Place], tuple[str, HalfLeak] | None]
"""What a function's fit on all rows was: its file and the fit; None where it fits nothing."""


@frozen
class HandedLeak:
    """A split, and the fit on all rows that came before it elsewhere."""

    through: Place
    """Who keeps the table, or hands it over."""
    split_in: str
    split: HalfLeak
    fitted_in: str
    fit: HalfLeak


def handed_leaks(
    code: CodeBase, graph: ImportGraph, rows: Mapping[str, Sequence[HalfLeak]], origin: Origin
) -> Iterator[HandedLeak]:
    """Every split of an attribute that another method of the class shaped first, and of a parameter that a caller shaped."""
    given: dict[Place, list[HalfLeak]] = {}
    for path, found in rows.items():
        for half in found:
            if half.kind == "given":
                given.setdefault((path, half.scope), []).append(half)
    for path, found in sorted(rows.items()):
        yield from _kept(code.modules[path], graph, found, origin)
        for half in found:
            if half.kind != "hands" or (target := graph.function(path, half.function)) is None:
                continue
            met = [one for one in given.get(target, ()) if half.argument in (one.argument, one.function)]
            fit = _fit(path, graph, half, origin) if met else None
            if fit is not None:
                yield HandedLeak(
                    through=(path, half.scope), split_in=target[0], split=met[0], fitted_in=fit[0], fit=fit[1]
                )


def _fit(path: str, graph: ImportGraph, half: HalfLeak, origin: Origin) -> tuple[str, HalfLeak] | None:
    """The fit of the scope itself, or of the function that made the table."""
    if not half.to:
        return path, half
    target = graph.function(path, half.to)
    return origin(target) if target is not None else None


def _kept(module: CodeModule, graph: ImportGraph, found: Sequence[HalfLeak], origin: Origin) -> Iterator[HandedLeak]:
    kept = [half for half in found if half.kind == "kept"]
    for split in found if kept else ():
        owner, _, name = split.scope.rpartition(".")
        if split.kind != "takes" or not owner:
            continue
        for half in kept:
            before, _, shaper = half.scope.rpartition(".")
            same = before == owner and half.function == split.function and shaper != name
            if not same or not _comes_first(module, owner, shaper, name):
                continue
            fit = _fit(module.path, graph, half, origin)
            if fit is not None:
                through = (module.path, half.scope)
                yield HandedLeak(through=through, split_in=module.path, split=split, fitted_in=fit[0], fit=fit[1])
                break


def _comes_first(module: CodeModule, owner: str, first: str, second: str) -> bool:
    """Whether one method runs before another: where a function calls both, in its order; else as the class tells them."""
    lines: dict[str, int] = {}
    for function in module.facts.functions:
        called = [call.rpartition(".")[2] for call in function.calls]
        if first in called and second in called:
            return called.index(first) < called.index(second)
        if function.qualname == f"{owner}.{first}" and second in called:
            return False  # it may split before it fits
        lines[function.qualname] = function.line
    return lines.get(f"{owner}.{first}", 0) < lines.get(f"{owner}.{second}", 0)
