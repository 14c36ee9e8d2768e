"""Products and sums of uncertain numbers, held against Monte Carlo."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtscope.model.lognormal import Lognormal, of_points, product, total

DRAWS = 20_000


def test_low_and_high_are_the_10_and_90_percent_points() -> None:
    term = of_points(0.5, 1.0, 2.0)
    assert (term.low, term.high) == (pytest.approx(0.5), pytest.approx(2.0))
    dice = random.Random(1)
    drawn = sorted(term.median * math.exp(term.sd * dice.gauss(0, 1)) for _ in range(DRAWS))
    assert drawn[DRAWS // 10] == pytest.approx(0.5, rel=0.05)
    assert drawn[DRAWS * 9 // 10] == pytest.approx(2.0, rel=0.05)


def test_a_low_of_zero_takes_its_spread_from_the_upper_half() -> None:
    assert of_points(0, 0.05, 0.18).high == pytest.approx(0.18)
    assert of_points(0, 0, 0) == Lognormal(0.0, 0.0)
    assert of_points(1, 1, 1).sd == 0.0


def test_a_product_adds_the_variances_of_the_logs() -> None:
    parts = [of_points(0.5, 1, 2), of_points(2, 6, 20), of_points(0.02, 0.07, 0.15)]
    whole = product(parts)
    assert whole.median == pytest.approx(1 * 6 * 0.07)
    dice = random.Random(2)
    drawn = sorted(math.prod(p.median * math.exp(p.sd * dice.gauss(0, 1)) for p in parts) for _ in range(DRAWS))
    assert drawn[DRAWS // 10] == pytest.approx(whole.low, rel=0.06)
    assert drawn[DRAWS * 9 // 10] == pytest.approx(whole.high, rel=0.06)


@pytest.mark.parametrize("correlation", [0.0, 0.5])
def test_a_sum_by_moments_agrees_with_monte_carlo(correlation: float) -> None:
    parts = [of_points(0.5, 1, 2), of_points(0.4, 1.2, 3), of_points(0.1, 0.3, 1)]
    whole = total(parts, correlation)
    dice = random.Random(3)

    def draw() -> float:
        common = dice.gauss(0, 1)
        return sum(
            p.median
            * math.exp(p.sd * (math.sqrt(correlation) * common + math.sqrt(1 - correlation) * dice.gauss(0, 1)))
            for p in parts
        )

    drawn = sorted(draw() for _ in range(DRAWS))
    assert drawn[DRAWS // 10] == pytest.approx(whole.low, rel=0.12)
    assert drawn[DRAWS // 2] == pytest.approx(whole.median, rel=0.08)
    assert drawn[DRAWS * 9 // 10] == pytest.approx(whole.high, rel=0.12)


@given(st.lists(st.tuples(st.floats(0.001, 50), st.floats(0, 1.5)), min_size=1, max_size=8))
def test_a_sum_keeps_mean_and_variance(raw: list[tuple[float, float]]) -> None:
    parts = [Lognormal(median, sd) for median, sd in raw]
    whole = total(parts)
    assert whole.mean == pytest.approx(sum(p.mean for p in parts), rel=1e-6)
    assert whole.variance == pytest.approx(sum(p.variance for p in parts), rel=1e-5, abs=1e-9)


def test_nothing_sums_to_nothing() -> None:
    assert total([]) == Lognormal(0.0, 0.0)
    assert total([Lognormal(0.0, 0.0)]) == Lognormal(0.0, 0.0)
