"""A number with its spread and its source."""

from __future__ import annotations

from dataclasses import dataclass

from debtscope.model.vocabulary import Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A number with its 10 and 90 % points and where it comes from."""

    low: float
    mid: float
    high: float
    basis: Basis = Basis.DEFAULT

    def times(self, factor: float) -> Band:
        """Scaled, same source."""
        return Band(low=self.low * factor, mid=self.mid * factor, high=self.high * factor, basis=self.basis)
