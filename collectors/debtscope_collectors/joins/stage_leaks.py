"""Tables that one stage shapes by all rows and hands over as a file, and another stage splits."""

from __future__ import annotations

import posixpath
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
            if half.kind == "written":
                fit: tuple[str, HalfLeak] | None = (path, half)
            elif half.kind == "made":
                target = graph.function(path, half.function)
                fit = origin(target) if target is not None else None
            else:
                continue
            for access in code.modules[path].facts.writes if fit is not None else ():
                name = _plain(access.target or "")
                if access.line == half.at and _is_whole(name) and fit is not None and writers.get(name) == {path}:
                    kept = found.setdefault(name, [])
                    if not kept:
                        kept.append((*fit, path, half.at))
    return found


def _reads_of(code: CodeBase, graph: ImportGraph, path: str, half: HalfLeak) -> Sequence[DataAccess]:
    """The reads of the table that a split divides: of the scope itself, or of the function that gave it."""
    if half.kind == "read":
        return [one for one in code.modules[path].facts.reads if one.line == half.at]
    target = graph.function(path, half.function) if half.kind == "split" else None
    if target is None or target[0] not in code.modules:
        return ()
    return [one for one in code.modules[target[0]].facts.reads if one.scope == target[1]]


def _plain(target: str) -> str:
    """Without what climbs out of the current folder."""
    while target.startswith(("../", "./")):
        target = target.partition("/")[2]
    return target


def _is_whole(name: str) -> bool:
    return "{}" not in name and "." in posixpath.basename(name) and not _ONE_PART.search(posixpath.basename(name))


def _is_same(one: str, other: str) -> bool:
    """Equal, or one seen from a folder above: `data/all.csv` and `/app/data/all.csv`, never two files by name alone."""
    short, long = sorted((one, other), key=len)
    return short == long or ("/" in short and long.endswith(f"/{short.lstrip('/')}"))
