"""A number with its spread and its source."""

from __future__ import annotations

from debtscope.model.frozen import frozen
from debtscope.model.vocabulary import Basis


@frozen
class Band:
    """A number with its 10 and 90 % points and where it comes from."""

    low: float
    mid: float
    high: float
    basis: Basis = Basis.DEFAULT

    def times(self, factor: float) -> Band:
        """Scaled, same source."""
        return Band(low=self.low * factor, mid=self.mid * factor, high=self.high * factor, basis=self.basis)
