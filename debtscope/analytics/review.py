"""What a review says, computed once from its frames: the sections, the sums and the promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from debtscope.analytics.frames import decisions_frame, grouped, items_frame, totals_frame, weeks_frame
from debtscope.model.review import NEW, ReviewSource
from debtscope.model.totals import Summary, summarize
from debtscope.model.vocabulary import Status, Verdict

DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True, kw_only=True)
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
    before, after = summarize(source.before.items), summarize(source.after.items)
    days = (date.fromisoformat(source.after.as_of) - date.fromisoformat(source.since)).days
    mean = (before.interest.value + after.interest.value) / 2
    kept, broken = _promises(source)
    return Review(
        source=source, items=items, weeks=weeks_frame(source), totals=totals_frame(source),
        decisions=decisions_frame(source), owners=grouped(items, "owner"), components=grouped(items, "component"),
        taken_on=_taken_on(items), before=before, after=after,
        interest_paid_hours=round(mean * max(0, days) / DAYS_PER_MONTH, 3), promises_kept=kept, promises_broken=broken,
    )  # fmt: skip


def _taken_on(items: pd.DataFrame) -> pd.DataFrame:
    new = items[(items["change"] == NEW) & items["revision"].notna()]
    sums = new.assign(author=new["author"].fillna("-")).groupby(["author", "revision"], as_index=False).agg(
        items=("id", "count"), principal=("principal", "sum"), interest=("interest", "sum")
    )  # fmt: skip
    return sums.sort_values(["interest", "revision"], ascending=[False, True], ignore_index=True)


def _promises(source: ReviewSource) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of items that people planned: those paid since, and those whose day came since and which are not."""
    kept = [
        i.id for i in source.after.items
        if i.payment is not None and not i.payment.is_back and i.payment.on > source.since
        and (i.triage.due or i.triage.verdict is Verdict.PLAN)
    ]  # fmt: skip
    broken = [
        i.id for i in source.after.items
        if i.triage.status is Status.PLANNED and i.triage.due and source.since <= i.triage.due < source.after.as_of
    ]  # fmt: skip
    return tuple(sorted(kept)), tuple(sorted(broken))
