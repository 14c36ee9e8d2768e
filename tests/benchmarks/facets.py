"""What each facet costs on a repository, in processor milliseconds, dearest first: `python tests/benchmarks/facets.py REPOSITORY [COUNT]`.

What facets share (names, types, sorted calls) is paid by the first that asks. Reports; asserts nothing about milliseconds.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from debtscope.api import Facet
from debtscope.engine.registry import installed
from debtscope.engine.workspace import open_workspace
from debtscope.model.settings import Settings
from debtscope_collectors.sources.python.read import collector
from debtscope_collectors.sources.python.summary import notebook_run, summary


def timed(facet: Facet[Any, Any], spent: Counter[str], asked: Counter[str]) -> Facet[Any, Any]:
    """The facet, with a clock around every question."""
    inner: Callable[[Any], Iterable[Any]] = facet.extract

    def extract(view: Any) -> Iterable[Any]:
        before = time.process_time()
        records = tuple(inner(view))
        spent[facet.name] += round((time.process_time() - before) * 1e9)
        asked[facet.name] += 1
        return records

    return replace(facet, extract=extract)


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("count", nargs="?", type=int, default=40)
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(
            0, {min(os.sched_getaffinity(0))}
        )  # one processor: helpers would take a share out of sight
    spent, asked, settings = Counter[str](), Counter[str](), Settings()
    every = (summary, notebook_run, *installed().facets(settings))
    facets = [timed(facet, spent, asked) for facet in every]
    with open_workspace(options.repository, as_of=date(2026, 11, 20), settings=settings, facets=facets) as workspace:
        before = time.process_time()
        for _ in collector.collect(workspace):
            pass
        whole = time.process_time() - before
    print(f"{'ms':>8} {'files':>6}")  # noqa: T201 - a script's output
    for name, nanoseconds in spent.most_common(options.count):
        print(f"{nanoseconds / 1e6:8.1f} {asked[name]:6} {name.removeprefix('debtscope_collectors.')}")  # noqa: T201
    print(f"{sum(spent.values()) / 1e6:8.1f} ms of all facets, {whole * 1e3:.0f} ms with reading and parsing")  # noqa: T201


if __name__ == "__main__":
    main()
