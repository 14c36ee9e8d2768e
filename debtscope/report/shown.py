"""Totals, sections and minutes as rows of text, the same in Markdown and on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from debtscope.analytics.review import Review
from debtscope.analytics.trends import bought
from debtscope.export.table import TOP_LEVEL
from debtscope.model.figures import hours

NOBODY = "nobody yet"
MOST_GROUPS = 10
TOTALS_HEAD = ("", "then", "now", "change")
SECTIONS_HEAD = ("since then", "items", "fix h", "h/month")
MINUTES_HEAD = ("when", "who", "item", "what", "verdict", "whose", "due or until", "why", "h/month")
GROUPS_HEAD = ("items", "fix h", "h/month")


def totals(review: Review) -> list[tuple[str, str, str, str]]:
    """Items, principal and interest on both days."""
    then, now = review.before, review.after
    return [
        ("items", f"{then.items:,}", f"{now.items:,}", f"{now.items - then.items:+,}"),
        _pair("hours to pay off", then.principal_hours, now.principal_hours),
        _pair("interest, hours a month", then.interest.value, now.interest.value),
    ]


def _pair(name: str, then: float, now: float) -> tuple[str, str, str, str]:
    change = now - then
    sign = "+" if change > 0 else "-" if change < 0 else ""
    return name, hours(then), hours(now), f"{sign}{hours(abs(change))}"


def sections(review: Review) -> list[tuple[str, str, str, str]]:
    """What is told in each section, also where it is nothing: name, items, hours to fix, hours a month."""
    return [
        (str(row["name"]), f"{int(row['items']):,}", hours(row["principal"]), hours(row["interest"]))
        for row in review.sections.to_dict("records")
    ]


def minutes(review: Review) -> list[tuple[str, ...]]:
    """Each verdict: when, who, item, what, verdict, whose, due or until, why, and the interest that it is about."""
    return [
        (
            str(row["at"])[:10], *(_word(row[name]) for name in ("by", "item", "title", "verdict", "owner", "due", "reason")),
            hours(row["interest"]),
        )
        for row in review.decisions.to_dict("records")
    ]  # fmt: skip


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def purchase(review: Review) -> str:
    """What the planned verdicts buy once they are kept; empty where nobody planned anything."""
    told = bought(review)
    if not told.items:
        return ""
    many = f"{told.items} item{'s' if told.items != 1 else ''}"
    return f"Planned: {many}, {hours(told.principal)} h of work that ends {hours(told.interest)} h a month."


def groups(frame: pd.DataFrame, column: str) -> list[tuple[str, ...]]:
    """The dearest of a grouping, and the rest in one row, so that the column adds up."""
    rows = [_group(named(str(row[column]), column), row) for row in frame.head(MOST_GROUPS).to_dict("records")]
    rest = frame.iloc[MOST_GROUPS:]
    if len(rest):
        sums: Mapping[Any, Any] = {name: rest[name].sum() for name in ("items", "principal", "interest")}
        rows.append(_group(f"{len(rest)} more", sums))
    return rows


def _group(name: str, row: Mapping[Any, Any]) -> tuple[str, ...]:
    return name, f"{int(row['items']):,}", hours(row["principal"]), hours(row["interest"])


def named(value: str, column: str) -> str:
    """A component's or an owner's name for a reader."""
    if column == "owner" and value == "-":
        return NOBODY
    return TOP_LEVEL if column == "component" and value == "." else value


def columns(head: Sequence[str]) -> set[int]:
    """Which columns hold numbers."""
    return {n for n, name in enumerate(head) if name in {"then", "now", "change", *GROUPS_HEAD}}
