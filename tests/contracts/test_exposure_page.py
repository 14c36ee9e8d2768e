"""The page on the exposure model says what its figures say, and the figures hold what the model claims."""

from __future__ import annotations

import json
from pathlib import Path

from debtscope.model.backtest import OURS
from tests.benchmarks.exposure import FIGURES, cuts_of, interval, mean_of, page, spread

PAGE = Path(__file__).resolve().parents[2] / "docs" / "exposure.md"


def test_the_page_is_made_from_the_figures() -> None:
    assert PAGE.read_text("utf-8") == page(json.loads(FIGURES.read_text("utf-8")))


def test_what_was_held_back_meets_the_bars() -> None:
    held = [one for one in json.loads(FIGURES.read_text("utf-8")).values() if one["held"] and cuts_of(one)]
    assert len(held) >= 10
    ours = {
        name: interval(held, lambda one, name=name: mean_of(one, OURS, name))[0]
        for name in ("auc", "popt20", "recall20", "elasticity", "deviance")
    }
    assert ours["auc"] >= 0.76
    assert ours["popt20"] >= 0.36
    assert ours["recall20"] >= 0.34
    assert 0.8 <= ours["elasticity"] <= 1.3
    assert ours["deviance"] >= 0.28
    _, deviation, within = spread(held)
    assert deviation <= 1.9
    assert within >= 0.8
