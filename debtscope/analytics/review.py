"""What a review says, computed once from its frames: the sections, the sums and the promises."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd

from debtscope.analytics.frames import decisions_frame, grouped, items_frame, moves_frame, totals_frame, weeks_frame
from debtscope.model.frozen import frozen
from debtscope.model.review import NEW, PAID, SECTIONS, ReviewSource
from debtscope.model.totals import Summary, summarize, total_interest
from debtscope.model.vocabulary import Status, Verdict

DAYS_PER_MONTH = 365.25 / 12


@frozen
class Review:
    """A review, ready for any form. Frames are described where they are made."""

    source: ReviewSource
    items: pd.DataFrame
    weeks: pd.DataFrame
    totals: pd.DataFrame
    decisions: pd.DataFrame
    owners: pd.DataFrame
    components: pd.DataFrame
    taken_on: pd.DataFrame
    """New debt by who introduced it and in which commit: items, principal, interest."""
    moves: pd.DataFrame
    """Items by their status then and now."""
    sections: pd.DataFrame
    """One row for each of SECTIONS, also where nothing is in it: name, items, principal, interest."""
    before: Summary
    after: Summary
    interest_paid_hours: float
    """What the debt cost between the two days."""
    promises_kept: tuple[str, ...]
    """Ids that were planned and are paid."""
    promises_broken: tuple[str, ...]
    """Ids whose day has come since the last review, and which are not."""

    def section(self, name: str) -> pd.DataFrame:
        """The items of one section, dearest first."""
        return self.items[self.items["change"] == name]


def analyse(source: ReviewSource) -> Review:
    """Everything that the forms tell."""
    items = items_frame(source)
    before, after = summarize(source.before.items), source.weeks[-1].summary
    days = (date.fromisoformat(source.after.as_of) - date.fromisoformat(source.since)).days
    mean = (before.interest.value + after.interest.value) / 2
    kept, broken = _promises(source, items)
    return Review(
        source=source, items=items, weeks=weeks_frame(source), totals=totals_frame(source),
        decisions=decisions_frame(source), owners=grouped(items, "owner"), components=grouped(items, "component"),
        taken_on=_taken_on(items), moves=moves_frame(items), sections=_sections(source, items), before=before, after=after,
        interest_paid_hours=round(mean * max(0, days) / DAYS_PER_MONTH, 3), promises_kept=kept, promises_broken=broken,
    )  # fmt: skip


def _sections(source: ReviewSource, items: pd.DataFrame) -> pd.DataFrame:
    """Principal (hours) and interest (hours a month, of one cause grouped) of what each section tells."""
    known = {item.id: item for item in (*source.before.items, *source.after.items)}
    rows: list[tuple[str, int, float, float]] = []
    for name in SECTIONS:
        mine = [known[number] for number in sorted(items[items["change"] == name]["id"])]
        principal = round(math.fsum(item.principal.hours for item in mine), 3)
        rows.append((name, len(mine), principal, total_interest(mine).value))
    return pd.DataFrame(rows, columns=["name", "items", "principal", "interest"])


def _taken_on(items: pd.DataFrame) -> pd.DataFrame:
    new = items[(items["change"] == NEW) & items["revision"].notna()]
    sums = new.assign(author=new["author"].fillna("-")).groupby(["author", "revision"], as_index=False).agg(
        items=("id", "count"), principal=("principal", "sum"), interest=("interest", "sum")
    )  # fmt: skip
    return sums.sort_values(["interest", "revision"], ascending=[False, True], ignore_index=True)


def _promises(source: ReviewSource, items: pd.DataFrame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of items that people planned: those paid since, and those whose day came since and which are not."""
    paid = set(items[items["change"] == PAID]["id"])
    kept = {
        i.id for i in (*source.before.items, *source.after.items)
        if i.id in paid and (i.triage.due or i.triage.verdict is Verdict.PLAN)
    }  # fmt: skip
    broken = [
        i.id for i in source.after.items
        if i.triage.status is Status.PLANNED and i.triage.due and source.since <= i.triage.due < source.after.as_of
    ]  # fmt: skip
    return tuple(sorted(kept)), tuple(sorted(broken))
