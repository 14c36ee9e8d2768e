"""What a review says of the way that debt goes: how old it is, what moved, what planned verdicts buy. Fed to page and application alike."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from debtscope.analytics.review import Review
from debtscope.model.frozen import frozen
from debtscope.model.totals import COUNTED, cause_weights
from debtscope.model.vocabulary import Status, Verdict

AGES = (30, 90, 180, 365)
AGE_NAMES = (f"to {AGES[0]} d", *(f"{a} to {b} d" for a, b in pairwise(AGES)), f"over {AGES[-1]} d")
_LEAST_MOVE = 0.05
"""Hours a month below which a component stands still: figures are shown to a tenth."""


@frozen
class Bought:
    """What the verdicts `plan` since then come to, once they are kept."""

    items: int
    principal: float
    """Hours."""
    interest: float
    """Hours a month that end."""


def ageing(live: pd.DataFrame) -> pd.DataFrame:
    """Counted interest (hours a month) and items by how long the debt has been there; one row for each of AGE_NAMES."""
    bins = [-1, *AGES, 10**6]
    ages = pd.cut(live["age_days"].fillna(0).astype(float), bins=bins, labels=list(AGE_NAMES))
    sums = live.groupby(ages, observed=False).agg(items=("id", "count"), interest=("counted", "sum"))
    return sums.rename_axis("age").reset_index()


def movers(review: Review) -> pd.DataFrame:
    """Counted interest by component, then and now, what moved most first: component, before, after, change."""
    live = [item for item in review.source.before.items if item.triage.status in COUNTED]
    weights = cause_weights(live)
    rows = [(item.component, item.interest.hours_per_month * weights[item.id]) for item in live]
    then = pd.DataFrame(rows, columns=["component", "before"]).groupby("component")["before"].sum()
    now = review.items[review.items["counted"] > 0].groupby("component")["counted"].sum().rename("after")
    both = pd.concat([then, now], axis=1).fillna(0.0).rename_axis("component").reset_index()
    both["change"] = both["after"] - both["before"]
    moved = both[both["change"].abs() >= _LEAST_MOVE]
    order = moved["change"].abs().sort_values(ascending=False, kind="stable").index
    return moved.loc[order].reset_index(drop=True)


def bought(review: Review) -> Bought:
    """Of items that were planned since and still are."""
    planned = set(review.decisions[review.decisions["verdict"] == Verdict.PLAN.value]["item"])
    rows = review.items[review.items["id"].isin(planned) & (review.items["status"] == Status.PLANNED.value)]
    return Bought(
        items=len(rows), principal=round(float(rows["principal"].sum()), 3),
        interest=round(float(rows["counted"].sum()), 3),
    )  # fmt: skip
