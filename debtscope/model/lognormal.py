"""Estimates as lognormals whose 10 and 90 % points are their low and high (Fenton 1960, Wilkinson; closed form).

Products add variances of logs, exactly; sums match the first two moments.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from debtscope.model.band import Band
from debtscope.model.frozen import frozen

Z90 = 1.2815515655446004
"""90 % point of the standard normal."""


@frozen(kw_only=False)
class Lognormal:
    """A positive quantity: its median and the standard deviation of its logarithm. A median of 0 is a certain 0."""

    median: float
    sd: float

    @property
    def low(self) -> float:
        """10 % point."""
        return self.median * math.exp(-Z90 * self.sd)

    @property
    def high(self) -> float:
        """90 % point."""
        return self.median * math.exp(Z90 * self.sd)

    @property
    def mean(self) -> float:
        """Expected value."""
        return self.median * math.exp(self.sd**2 / 2)

    @property
    def variance(self) -> float:
        """Of the quantity itself."""
        return self.mean**2 * math.expm1(self.sd**2)


def of_band(band: Band) -> Lognormal:
    """The lognormal with the band's mid as median; a low of 0 says nothing of the spread, so the upper half alone does."""
    return of_points(band.low, band.mid, band.high)


def of_points(low: float, mid: float, high: float) -> Lognormal:
    """The same from three numbers."""
    if mid <= 0 or (high <= mid * (1 + 1e-12) and low >= mid):
        return Lognormal(max(mid, 0.0), 0.0)
    sd = math.log(high / low) / (2 * Z90) if low > 0 else math.log(max(high / mid, 1.0)) / Z90
    return Lognormal(mid, sd)


def product(parts: Iterable[Lognormal]) -> Lognormal:
    """Of independent quantities: medians multiply, variances of the logs add."""
    median, variance = 1.0, 0.0
    for part in parts:
        median *= part.median
        variance += part.sd**2
    return Lognormal(median, math.sqrt(variance))


def total(parts: Sequence[Lognormal], correlation: float = 0.0) -> Lognormal:
    """The lognormal with the mean and variance of the sum; `correlation` holds between the logs of each two parts.

    What the parts share is taken at their mean log sd, weighted by size, so that thousands are added in one pass.
    """
    mean = math.fsum(part.mean for part in parts)
    if mean <= 0:
        return Lognormal(0.0, 0.0)
    shared_sd = math.fsum(part.mean * part.sd for part in parts) / mean
    own = math.fsum(part.mean**2 * (math.exp(part.sd**2) - math.exp(correlation * part.sd**2)) for part in parts)
    shared = mean**2 * math.expm1(correlation * shared_sd**2)
    spread = math.log1p((own + shared) / mean**2)
    return Lognormal(mean * math.exp(-spread / 2), math.sqrt(spread))
