"""Tables that one stage shapes by all rows and hands over as a file, and another stage splits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.import_graph import ImportGraph
from debtscope_collectors.sources.python.facts import DataAccess
from debtscope_collectors.sources.python.leakage import HalfLeak

Place = tuple[str, str]
"""A file, and the qualified name of one of its functions."""
_ONE_PART = regex(
    r"(?:^|[/_.\-])(?:x_?)?(?:train|test|val|valid|validation|holdout|oot)(?:ing)?(?:[/_.\-]|$)", re.IGNORECASE
)


@frozen
class StageLeak:
    """One file between a stage that fits and one that splits."""

    file: str
    fitted_in: str
    """The module that fits."""
    fit: HalfLeak
    written_in: str
    written_at: int
    split_in: str
    split: HalfLeak


def stage_leaks(
    code: CodeBase,
    graph: ImportGraph,
    rows: Mapping[str, Sequence[HalfLeak]],
    origin: Callable[[Place], tuple[str, HalfLeak] | None],
) -> Iterator[StageLeak]:
    """Every split of a file that a stage wrote with rows shaped by a fit on all of them; `origin` tells what a function's fit was.

    A file that several modules write, and one that is named after training or test rows, is left out: who knows what it holds.
    """
    shaped = {name: found for name, found in _written(code, graph, rows, origin).items() if len(found) == 1}
    if not shaped:
        return
    for path, found in sorted(rows.items()):
        for half in found:
            for access in _reads_of(code, graph, path, half):
                name = _plain(access.target or "")
                whole = next((one for one in shaped if _is_same(one, name)), None)
                if whole is None or shaped[whole][0][2] == path:
                    continue
                fitted_in, fit, written_in, at = shaped[whole][0]
                yield StageLeak(
                    file=name, fitted_in=fitted_in, fit=fit, written_in=written_in, written_at=at, split_in=path, split=half
                )  # fmt: skip
                break


def _written(
    code: CodeBase,
    graph: ImportGraph,
    rows: Mapping[str, Sequence[HalfLeak]],
    origin: Callable[[Place], tuple[str, HalfLeak] | None],
) -> dict[str, list[tuple[str, HalfLeak, str, int]]]:
    """File -> (module that fits, the fit, module that writes, line) of each module that writes it."""
    writers: dict[str, set[str]] = {}
    for path, module in code.modules.items():
        for access in module.facts.writes if module.is_own else ():
            if access.target:
                writers.setdefault(_plain(access.target), set()).add(path)
    found: dict[str, list[tuple[str, HalfLeak, str, int]]] = {}
    for path, halves in rows.items():
        for half in halves:
            if half.kind not in ("written", "made"):
                continue
            target = graph.function(path, half.function) if half.kind == "made" else None
            fit = (path, half) if half.kind == "written" else origin(target) if target is not None else None
            for place, access in _writes_of(code, graph, path, half) if fit is not None else ():
                name = _plain(access.target or "")
                if fit is not None and _is_whole(name) and writers.get(name) == {place}:
                    found.setdefault(name, [(*fit, place, access.line)])
    return found


def _writes_of(code: CodeBase, graph: ImportGraph, path: str, half: HalfLeak) -> Iterator[tuple[str, DataAccess]]:
    """The writes of a table: of the scope itself, or of the function that it is handed to."""
    if not half.to:
        yield from ((path, one) for one in code.modules[path].facts.writes if one.line == half.at)
        return
    target = graph.function(path, half.to)
    if target is not None and target[0] in code.modules:
        yield from ((target[0], one) for one in code.modules[target[0]].facts.writes if one.scope == target[1])


def _reads_of(code: CodeBase, graph: ImportGraph, path: str, half: HalfLeak) -> Sequence[DataAccess]:
    """The reads of the table that a split divides: of the scope itself, or of the function that gave it."""
    if half.kind == "read":
        return [one for one in code.modules[path].facts.reads if one.line == half.at]
    target = graph.function(path, half.function) if half.kind == "split" else None
    found: list[DataAccess] = []
    for place in (target, *_called_by(code, graph, target)) if target is not None else ():
        if place[0] in code.modules:
            found += [one for one in code.modules[place[0]].facts.reads if one.scope == place[1]]
    return found


def _called_by(code: CodeBase, graph: ImportGraph, place: Place) -> Iterator[Place]:
    """The project's functions that one of them calls itself: `load_all` asks `load_one` for each file."""
    module = code.modules.get(place[0])
    function = next((f for f in module.facts.functions if f.qualname == place[1]), None) if module is not None else None
    for name in function.calls if function is not None else ():
        if (inner := graph.function(place[0], name)) is not None and inner != place:
            yield inner


def _plain(target: str) -> str:
    """Without what climbs out of the current folder."""
    while target.startswith(("../", "./")):
        target = target.partition("/")[2]
    return target


def _is_whole(name: str) -> bool:
    """A file, or a pattern of files in a folder that is known by at least two parts: `data/processed/{}`."""
    folder, _, last = name.rpartition("/")
    if "{}" in folder or _ONE_PART.search(last):
        return False
    return folder.count("/") > 0 if "{}" in last else "." in last


def _is_same(one: str, other: str) -> bool:
    """Equal, or one seen from a folder above: `data/all.csv` and `/app/data/all.csv`, never two files by name alone."""
    short, long = sorted((one, other), key=len)
    return short == long or ("/" in short and "{}" not in short and long.endswith(f"/{short.lstrip('/')}"))
