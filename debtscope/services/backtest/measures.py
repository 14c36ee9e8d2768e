"""How well a score ranks and scales files against the repairs that followed. numpy, imported with the command alone.

Effort-aware measures after Mende and Koschke (Popt) and Kamei et al.; the deviance is that of a Poisson count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from debtscope.model.backtest import MEASURES, OURS, SCORES, Estimate
from debtscope.model.frozen import frozen

Vector = npt.NDArray[np.float64]

DRAWS = 200
_EFFORT = 0.2
_TOP = 20
_SMOOTHING = 0.1
"""Of the mean, mixed into every score, so that plain zeros do not ruin its scale."""
_MOST_FILES = 4000
"""Of one cut in a bootstrap draw."""


@frozen(kw_only=False)
class Sample:
    """The files of one cut, side by side."""

    scores: Mapping[str, Vector]
    lines: Vector
    fixes: Vector

    def drawn(self, rows: npt.NDArray[np.int64]) -> Sample:
        """Some of them."""
        return Sample({name: score[rows] for name, score in self.scores.items()}, self.lines[rows], self.fixes[rows])


def measure(sample: Sample) -> dict[str, dict[str, float]]:
    """Score -> measure -> value; nothing where no file was repaired, or every one."""
    repaired = int((sample.fixes > 0).sum())
    if repaired == 0 or repaired == len(sample.fixes):
        return {}
    best = _area(-sample.fixes / sample.lines, sample)
    worst = _area(sample.fixes / sample.lines, sample)
    return {name: _of(score, sample, best, worst) for name, score in sample.scores.items()}


def _of(score: Vector, sample: Sample, best: float, worst: float) -> dict[str, float]:
    density = -score / sample.lines
    top = np.argsort(-score, kind="stable")[:_TOP]
    smooth = _smoothed(score)
    return {
        "auc": _auc(score, sample.fixes > 0),
        "popt20": (_area(density, sample) - worst) / (best - worst) if best > worst else 0.0,
        "recall20": _recall(density, sample),
        "top20": float(sample.fixes[top].sum() / sample.fixes.sum()),
        "elasticity": _elasticity(smooth, sample.fixes),
        "deviance": _explained(smooth, sample.fixes),
    }


def _auc(score: Vector, positive: npt.NDArray[np.bool_]) -> float:
    """Mann-Whitney, ties counted half."""
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2)[inverse]
    ones = float(positive.sum())
    zeros = len(score) - ones
    return float((ranks[positive].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def _curve(key: Vector, sample: Sample) -> tuple[Vector, Vector]:
    order = np.argsort(key, kind="stable")
    effort = np.concatenate([[0.0], np.cumsum(sample.lines[order])]) / sample.lines.sum()
    found = np.concatenate([[0.0], np.cumsum(sample.fixes[order])]) / sample.fixes.sum()
    return effort, found


def _recall(key: Vector, sample: Sample) -> float:
    return float(np.interp(_EFFORT, *_curve(key, sample)))


def _area(key: Vector, sample: Sample) -> float:
    effort, found = _curve(key, sample)
    below = effort < _EFFORT
    x = np.append(effort[below], _EFFORT)
    y = np.append(found[below], np.interp(_EFFORT, effort, found))
    return float(((y[1:] + y[:-1]) / 2 * np.diff(x)).sum())


def _smoothed(score: Vector) -> Vector:
    mean = score.mean()
    return (1 - _SMOOTHING) * score / mean + _SMOOTHING if mean > 0 else np.ones_like(score)


def _elasticity(score: Vector, fixes: Vector) -> float:
    """The power b for which repairs ~ Poisson(c x score^b) is likeliest, by bisection."""
    logs = np.log(score)
    seen, total = float((fixes * logs).sum()), float(fixes.sum())
    low, high = -2.0, 5.0
    for _ in range(40):
        middle = (low + high) / 2
        weight = np.exp(middle * (logs - logs.max()))
        if seen > total * float((weight * logs).sum() / weight.sum()):
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _deviance(fixes: Vector, expected: Vector) -> float:
    logs = np.where(fixes > 0, fixes * np.log(np.maximum(fixes, 1e-12) / expected), 0.0)
    return float(2 * (logs - fixes + expected).sum())


def _explained(score: Vector, fixes: Vector) -> float:
    expected = score / score.sum() * fixes.sum()
    return 1 - _deviance(fixes, expected) / _deviance(fixes, np.full(len(fixes), fixes.mean()))


def standings(
    samples: Sequence[Sample], draws: int = DRAWS
) -> tuple[dict[str, dict[str, Estimate]], dict[str, dict[str, Estimate]]]:
    """Means over the cuts, and what our score is ahead of each baseline, with 95 % intervals.

    Each draw takes cuts and then files of each cut with replacement; the seed is fixed, so that a run can be repeated.
    """
    random = np.random.default_rng(20261121)
    observed = _means([measure(one) for one in samples])
    every = (_means([measure(one) for one in _draw(samples, random)]) for _ in range(draws))
    drawn = [one for one in every if one]
    means = {
        name: {key: _interval(observed[name][key], [one[name][key] for one in drawn]) for key in MEASURES}
        for name in SCORES
        if name in observed
    }
    gains = {
        name: {
            key: _interval(
                observed[OURS][key] - observed[name][key], [one[OURS][key] - one[name][key] for one in drawn]
            )
            for key in MEASURES
        }
        for name in means
        if name != OURS
    }
    return means, gains


def _draw(samples: Sequence[Sample], random: np.random.Generator) -> list[Sample]:
    chosen = random.integers(0, len(samples), len(samples))
    drawn: list[Sample] = []
    for number in chosen.tolist():
        one: Sample = samples[int(number)]
        size = len(one.lines)
        drawn.append(one.drawn(random.integers(0, size, min(size, _MOST_FILES))))
    return drawn


def _means(found: Sequence[Mapping[str, Mapping[str, float]]]) -> dict[str, dict[str, float]]:
    """Every cut counts alike."""
    defined = [one for one in found if one]
    if not defined:
        return {}
    return {name: {key: float(np.mean([one[name][key] for one in defined])) for key in MEASURES} for name in SCORES}


def _interval(value: float, draws: Sequence[float]) -> Estimate:
    low, high = (float(x) for x in np.percentile(draws, [2.5, 97.5])) if draws else (value, value)
    return Estimate(value=round(value, 4), low=round(min(low, value), 4), high=round(max(high, value), 4))


def ratio(predicted: Sequence[float], observed: Sequence[float]) -> Estimate | None:
    """Predicted over observed of all cuts together; None where nothing followed."""
    if sum(observed) <= 0:
        return None
    random = np.random.default_rng(20261121)
    ours, seen = np.array(predicted), np.array(observed)
    draws: list[float] = []
    for _ in range(DRAWS):
        rows = random.integers(0, len(ours), len(ours))
        if (total := float(seen[rows].sum())) > 0:
            draws.append(float(ours[rows].sum()) / total)
    return _interval(float(ours.sum() / seen.sum()), draws)
