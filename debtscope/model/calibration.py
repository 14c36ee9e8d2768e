"""What a team's own payments teach: factors by rule, drawn to one while little was seen (gamma-Poisson shrinkage).

Every observation sets hours that came against hours that were predicted before any calibration. The factor of all rules
together is (k + observed) / (k + predicted) with k = 10 predicted hours; the factor of a rule starts from that one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from debtscope.model.frozen import frozen

PRIOR_HOURS = 10.0
"""How many predicted hours the belief in our own figures weighs."""
OWN_SHARE = 0.25
"""Of an estimate's variance (of its logarithm) that no number of payments takes away: items of one rule differ."""
LEAST, MOST = 0.05, 20.0
"""Beyond these a factor says that something else went wrong."""
MOST_HOURS = 10_000.0
"""That one observation may tell."""
CALIBRATED = "what your payments taught"
"""Name of the factor among an interest's factors."""
_Z90 = 1.2815515655446004


@frozen
class Observation:
    """What somebody said of one item: hours that paying it took, hours that it cost in a month; either may be missing."""

    rule: str
    """Slug."""
    took: float | None = None
    cost: float | None = None
    principal: float = 0.0
    """As predicted, without any factor of ours."""
    interest: float = 0.0


@frozen
class Multiplier:
    """A factor on predicted hours, its 80 % interval, and what it rests on."""

    value: float = 1.0
    low: float = 1.0
    high: float = 1.0
    observations: int = 0
    """Of this rule; those of other rules move the value too."""
    predicted: float = 0.0
    """Hours of this rule that were held against what came."""

    @property
    def spread(self) -> float:
        """What is left of an estimate's log standard deviation, 0 to 1."""
        known = PRIOR_HOURS / (PRIOR_HOURS + self.predicted)
        return math.sqrt(OWN_SHARE + (1 - OWN_SHARE) * known)


NONE = Multiplier()


@frozen
class Learnt:
    """Factors of one kind of hours."""

    by_rule: Mapping[str, Multiplier] = field(default_factory=dict[str, Multiplier])
    overall: Multiplier = NONE

    def of(self, rule: str) -> Multiplier:
        """Of a rule; what all of them together teach where it was never observed."""
        return self.by_rule.get(rule, self.overall)


@frozen
class Calibration:
    """All that was learnt."""

    principal: Learnt = Learnt()
    interest: Learnt = Learnt()

    @property
    def is_empty(self) -> bool:
        return not self.principal.by_rule and not self.interest.by_rule


def calibrate(observations: Iterable[Observation]) -> Calibration:
    """Of a team's observations; their order moves nothing."""
    every = list(observations)
    took = [(one.rule, one.took, one.principal) for one in every if one.took is not None and one.principal > 0]
    cost = [(one.rule, one.cost, one.interest) for one in every if one.cost is not None and one.interest > 0]
    return Calibration(principal=_learn(took), interest=_learn(cost))


def _learn(pairs: Sequence[tuple[str, float, float]]) -> Learnt:
    """`pairs`: (rule, hours that came, hours predicted)."""
    if not pairs:
        return Learnt()
    seen = math.fsum(sorted(came for _, came, _ in pairs))
    expected = math.fsum(sorted(hours for _, _, hours in pairs))
    overall = _multiplier(1.0, seen, expected, 0, 0.0)
    by_rule: dict[str, Multiplier] = {}
    for rule in sorted({rule for rule, _, _ in pairs}):
        own = sorted((came, hours) for name, came, hours in pairs if name == rule)
        predicted = math.fsum(hours for _, hours in own)
        by_rule[rule] = _multiplier(overall.value, math.fsum(came for came, _ in own), predicted, len(own), predicted)
    return Learnt(by_rule=by_rule, overall=overall)


def _multiplier(start: float, seen: float, expected: float, count: int, predicted: float) -> Multiplier:
    value = (PRIOR_HOURS * start + seen) / (PRIOR_HOURS + expected)
    value = min(max(value, LEAST), MOST)
    spread = math.exp(_Z90 / math.sqrt(PRIOR_HOURS + seen))
    return Multiplier(value=value, low=value / spread, high=value * spread, observations=count, predicted=predicted)
