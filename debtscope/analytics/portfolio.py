"""A portfolio's frames: one row an item with its repository, and what is the same in which repository."""

from __future__ import annotations

import pandas as pd

from debtscope.model.portfolio import Portfolio
from debtscope.model.totals import COUNTED, cause_weights

ITEM_COLUMNS = ("repository", "id", "title", "category", "severity", "owner", "principal", "interest", "counted")


def items_frame(portfolio: Portfolio) -> pd.DataFrame:
    """One row for each item that is debt; principal: hours; interest: hours a month, counted: beside those of its cause."""
    rows: list[tuple[object, ...]] = []
    for member in portfolio.members:
        live = [item for item in member.ledger.items if item.triage.status in COUNTED]
        weights = cause_weights(live)
        rows += [
            (member.name, i.id, i.title, i.category.value, i.severity.value, i.triage.owner, i.principal.hours,
             i.interest.hours_per_month, i.interest.hours_per_month * weights[i.id])
            for i in live
        ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(ITEM_COLUMNS))
    return frame.sort_values(["counted", "repository", "id"], ascending=[False, True, True], ignore_index=True)


def by_place(items: pd.DataFrame) -> list[tuple[str, str, float]]:
    """Repository, category, counted interest (hours a month)."""
    sums = items.groupby(["repository", "category"], as_index=False)["counted"].sum()
    columns = (sums["repository"], sums["category"], sums["counted"])
    return [(str(name), str(category), round(float(value), 3)) for name, category, value in zip(*columns, strict=True)]


def by_repository(items: pd.DataFrame) -> pd.DataFrame:
    """Counted interest (hours a month) of each repository (rows, the dearest first) by category (columns)."""
    table = items.pivot_table(index="repository", columns="category", values="counted", aggfunc="sum", fill_value=0.0)
    return table.loc[table.sum(axis=1).sort_values(ascending=False).index]


def widespread(portfolio: Portfolio, most: int = 30) -> pd.DataFrame:
    """Items of each rule that several repositories break (rows) in each repository (columns); 0 where there is none."""
    counts = {rule.slug: {member.name: 0 for member in portfolio.members} for rule in portfolio.rules[:most]}
    for member in portfolio.members:
        for item in member.ledger.items:
            if item.rule.slug in counts and item.triage.status in COUNTED:
                counts[item.rule.slug][member.name] += 1
    return pd.DataFrame.from_dict(counts, orient="index")
