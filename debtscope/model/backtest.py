"""What a backtest found: how the score of past days stood against what then happened, beside plain scores. Values only."""

from __future__ import annotations

from collections.abc import Mapping

from debtscope.model.frozen import frozen

OURS = "debtscope"
BASELINES = ("size", "churn", "hotspot", "touch rate")
"""Lines; commits of the last twelve months; those times lines; recency-weighted touches a month."""
SCORES = (OURS, *BASELINES)
MEASURES = ("auc", "popt20", "recall20", "top20", "elasticity", "deviance")
"""How well a score ranks (the first four) and scales (the last two):

`auc`: chance that a file that was repaired stands above one that was not. `popt20`: area under the curve of repairs over
lines up to 20 % of the lines, between the worst and the best possible order. `recall20`: share of the repairs in the first
20 % of the lines; both in the order of score per line. `top20`: share of the repairs in the twenty highest files.
`elasticity`: how repairs grow with the score (1 = in proportion). `deviance`: share of the Poisson deviance explained.
"""
FEWEST_FIXES = 30
"""Corrective commits below which nothing is called calibrated."""


@frozen
class Estimate:
    """A figure with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


@frozen
class FileOutcome:
    """One file at one cut."""

    path: str
    loc: int
    touches_per_month: float
    corrective_hours_per_month: float
    """As predicted at the cut, like the touches."""
    fixes: int
    """Corrective commits that touched it in the window."""


@frozen
class Cut:
    """One past day: what was predicted, and what followed."""

    as_of: str
    """The last day that was known."""
    revision: str
    until: str
    """The last day of the outcome window."""
    files: int
    commits: int
    """Countable commits that were known."""
    fixes: int
    """Corrective commits to these files in the window."""
    predicted: float
    """Corrective commits expected in the window …"""
    low: float
    """… with the 10 and 90 % points."""
    high: float
    measures: Mapping[str, Mapping[str, float]]
    """Score -> measure -> value; a measure that is not defined (no repair at all) is left out."""
    digest: str
    """Of every path with its score at the cut, so that two runs can be compared to the byte."""
    outcomes: tuple[FileOutcome, ...] = ()

    @property
    def is_within(self) -> bool:
        """Whether what followed lay within the predicted interval."""
        return self.low <= self.fixes <= self.high


@frozen
class Backtest:
    """All cuts of a repository together."""

    repository: str
    window_months: int
    cuts: tuple[Cut, ...]
    skipped: tuple[str, ...]
    """Cuts that could not be judged, with the reason."""
    standings: Mapping[str, Mapping[str, Estimate]]
    """Score -> measure -> mean over the cuts."""
    gains: Mapping[str, Mapping[str, Estimate]]
    """Baseline -> measure -> how much higher our score stands on the same files."""
    ratio: Estimate | None
    """Predicted over observed repairs, all cuts together."""
    is_calibrated: bool
    verdict: tuple[str, ...]
    """In plain words, a sentence each."""

    @property
    def fixes(self) -> int:
        """Corrective commits of all windows."""
        return sum(cut.fixes for cut in self.cuts)
