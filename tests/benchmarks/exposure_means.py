"""Means over repositories and their intervals, as the page on the exposure model counts them."""

from __future__ import annotations

import json
import math
import random
import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

Figures = dict[str, Any]

FEWEST = 10
"""Repairs in a window from which a cut counts."""
DRAWS = 1000
TOP = 20


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


def cell(value: tuple[float, float, float], sign: str = "") -> str:
    """A mean with its interval."""
    return f"{value[0]:{sign}.3f} [{value[1]:{sign}.3f}, {value[2]:{sign}.3f}]"


def written(kept: Mapping[str, Figures]) -> str:
    """The figures of all repositories as JSON, a cut to a line."""

    def one(figures: Figures) -> str:
        head = json.dumps({key: value for key, value in figures.items() if key != "cuts"})
        cuts = ",\n  ".join(json.dumps(cut) for cut in figures["cuts"])
        return f'{head[:-1]}, "cuts": [\n  {cuts}\n ]}}'

    every = ",\n ".join(f"{json.dumps(name)}: {one(figures)}" for name, figures in sorted(kept.items()))
    return f"{{\n {every}\n}}\n"
