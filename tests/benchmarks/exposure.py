"""How the exposure model stands on public repositories, those it was fitted to and those it was not.

    python -m tests.benchmarks.exposure run NAME=REPOSITORY ... --into figures.json [--held] [--cuts 8]
    python -m tests.benchmarks.exposure page > docs/exposure.md

`run` backtests clones of yours and keeps the figures; `page` makes the page from what is kept in `exposure.json`. Each
repository counts alike: means are over its cuts first, intervals take repositories with replacement.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from debtscope.export.backtest import render_backtest
from debtscope.model.backtest import MEASURES, OURS, SCORES
from debtscope.model.errors import DebtscopeError
from debtscope.services.backtest import BacktestRequest, run_backtest

FIGURES = Path(__file__).with_name("exposure.json")
FEWEST = 10
"""Repairs in a window from which a cut counts."""
DRAWS = 1000
_NAMES = ("AUC", "Popt@20", "recall@20", "top 20", "elasticity", "deviance")

Figures = dict[str, Any]


def replay(repositories: Mapping[str, Path], into: Path, *, held: bool, cuts: int) -> None:
    """Backtests each and keeps its document under its name."""
    kept: Figures = json.loads(into.read_text()) if into.exists() else {}
    for name, path in repositories.items():
        try:
            found = run_backtest(BacktestRequest(root=path, most_cuts=cuts, draws=1))
        except DebtscopeError as error:
            sys.stderr.write(f"{name}: {error.message}\n")
            continue
        document = json.loads(render_backtest(found, "json"))
        cut_keys = ("as_of", "revision", "files", "fixes", "predicted", "low", "high", "within", "measures")
        document["cuts"] = [{key: cut[key] for key in cut_keys} for cut in document["cuts"]]
        kept[name] = {"held": held, "cuts": document["cuts"]}
        into.write_text(json.dumps(dict(sorted(kept.items())), indent=1) + "\n")
        sys.stderr.write(f"{name}: {len(document['cuts'])} cuts\n")


def cuts_of(one: Figures) -> list[Figures]:
    """The cuts that have enough repairs and a ranking."""
    return [cut for cut in cast("list[Figures]", one["cuts"]) if cut["fixes"] >= FEWEST and cut["measures"]]


def mean_of(one: Figures, score: str, measure: str) -> float:
    """Over the cuts of a repository."""
    return statistics.fmean(cut["measures"][score][measure] for cut in cuts_of(one))


def interval(repositories: Sequence[Figures], value: Callable[[Figures], float]) -> tuple[float, float, float]:
    """The mean over repositories with its 95 % interval."""
    values = [value(one) for one in repositories]
    chance = random.Random(1)
    draws = sorted(statistics.fmean(chance.choices(values, k=len(values))) for _ in range(DRAWS))
    return statistics.fmean(values), draws[int(0.025 * DRAWS)], draws[int(0.975 * DRAWS) - 1]


def spread(repositories: Sequence[Figures]) -> tuple[float, float, float]:
    """Median of predicted over observed repairs, its geometric standard deviation between cuts, and the share of windows within their interval."""
    every = [cut for one in repositories for cut in cuts_of(one)]
    logs = [math.log(cut["predicted"] / cut["fixes"]) for cut in every]
    within = statistics.fmean(float(cut["within"]) for cut in every)
    return math.exp(statistics.median(logs)), math.exp(statistics.stdev(logs)), within


def page(kept: Figures) -> str:
    """The page."""
    usable = {name: one for name, one in kept.items() if cuts_of(one)}
    held = {name: one for name, one in usable.items() if one["held"]}
    fitted = {name: one for name, one in usable.items() if not one["held"]}
    lines = [
        "# How the exposure model stands on public repositories",
        "",
        "Made by `python -m tests.benchmarks.exposure page` from `tests/benchmarks/exposure.json`; do not edit.",
        "",
        (
            "Each repository is replayed with `debtscope backtest`: at the ends of half-years every production file is"
            " scored from the commit of that day alone, then corrective commits of the following six months are counted."
            " The powers, horizons and factors of `debtscope/model/exposure.py` were fitted to one half of the"
            " repositories. The other half was not used for them, but was in sight when the constants of reversion and of"
            " the interval were set; and its commit subjects were read to better the recogniser of repairs: of 104 recognised subjects read by hand at the end, 99 were right (94 with every doubt"
            " counted against it), and on a program about bug reports two in three."
            f" Cuts with fewer than {FEWEST} repairs are left out. The repositories are open source"
            " and mostly still maintained, so read the figures as a good case."
        ),
        "",
    ]
    for title, group in (("Held out", held), ("Fitted", fitted)):
        if group:
            lines += _group(title, group)
    return "\n".join(lines) + "\n"


def _group(title: str, group: Mapping[str, Figures]) -> list[str]:
    every = list(group.values())
    middle, deviation, within = spread(every)
    lines = [
        f"## {title}: {len(group)} repositories, {sum(len(cuts_of(one)) for one in every)} cuts",
        "",
        (
            f"Expected over observed repairs: median {middle:.2f}, geometric standard deviation between cuts"
            f" {deviation:.2f}; {within:.0%} of the windows ended within their 80 % interval."
        ),
        "",
        f"| score | {' | '.join(_NAMES)} |",
        f"|{'---|' * (len(_NAMES) + 1)}",
    ]
    for score in SCORES:
        cells = [_cell(interval(every, lambda one, m=m, s=score: mean_of(one, s, m))) for m in MEASURES]
        lines.append(f"| {score} | {' | '.join(cells)} |")
    lines += ["", f"| {OURS} ahead of | {' | '.join(_NAMES)} |", f"|{'---|' * (len(_NAMES) + 1)}"]
    for score in SCORES[1:]:
        cells = [
            _cell(interval(every, lambda one, m=m, s=score: mean_of(one, OURS, m) - mean_of(one, s, m)), sign="+")
            for m in MEASURES
        ]
        lines.append(f"| {score} | {' | '.join(cells)} |")
    lines += [
        "",
        f"| repository | cuts | repairs | {' | '.join(_NAMES)} | expected/observed | within |",
        f"|{'---|' * 11}",
    ]
    for name, one in sorted(group.items()):
        cuts = cuts_of(one)
        told = [f"{mean_of(one, OURS, m):.2f}" for m in MEASURES]
        ratio = sum(cut["predicted"] for cut in cuts) / sum(cut["fixes"] for cut in cuts)
        lines.append(
            f"| {name} | {len(cuts)} | {sum(cut['fixes'] for cut in cuts)} | {' | '.join(told)} | {ratio:.2f}"
            f" | {sum(cut['within'] for cut in cuts)} |"
        )
    return [*lines, ""]


def _cell(value: tuple[float, float, float], sign: str = "") -> str:
    return f"{value[0]:{sign}.3f} [{value[1]:{sign}.3f}, {value[2]:{sign}.3f}]"


def main() -> None:
    """Runs, or prints the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    verbs = parser.add_subparsers(dest="verb", required=True)
    runs = verbs.add_parser("run")
    runs.add_argument("repositories", nargs="+", metavar="NAME=PATH")
    runs.add_argument("--into", type=Path, default=FIGURES)
    runs.add_argument("--held", action="store_true", help="these did not fit the model")
    runs.add_argument("--cuts", type=int, default=8)
    verbs.add_parser("page")
    args = parser.parse_args()
    if args.verb == "page":
        sys.stdout.write(page(json.loads(FIGURES.read_text())))
        return
    pairs = (pair.partition("=") for pair in args.repositories)
    replay({name: Path(path) for name, _, path in pairs}, args.into, held=args.held, cuts=args.cuts)


if __name__ == "__main__":
    main()
