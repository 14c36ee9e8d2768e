"""A review's frames: one row an item, one row a week and category, one row a decision. Made once, fed to every form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

import pandas as pd

from debtscope.model.later import Later
from debtscope.model.ledger import Item
from debtscope.model.review import BACK, DUE_AGAIN, GREW, NEW, OVERDUE, PAID, VISIBLE, ReviewSource
from debtscope.model.totals import COUNTED, cause_weights
from debtscope.model.vocabulary import Status

ITEM_COLUMNS = (
    "id", "rule", "title", "message", "category", "component", "severity", "status", "owner", "proposed_owner", "due",
    "path", "line", "principal", "interest", "is_live", "counted", "first_seen", "age_days", "author", "revision", "grew_by",
    "status_before", "change",
)  # fmt: skip
GONE = "told otherwise"
"""The status of debt that was neither paid nor found: in other pieces now, silenced by settings, or not looked for."""
NOT_THERE = "not there"
_GREW = 1.25
"""A principal that is so many times what it was has grown; less is a reading's noise."""


def items_frame(source: ReviewSource) -> pd.DataFrame:
    """One row for each item of today's ledger, and one for each that is no longer in it.

    principal: hours; interest: hours a month; is_live: whether it counts; counted: the interest that counts beside the
    items of its cause, 0 for what is paid or dismissed; age_days: since it was first seen or introduced; status_before:
    null where it was not there; change: why the review speaks of it.
    """
    before = {item.id: item for item in source.before.items}
    known_as = source.comparison.known_as
    old = {i.id: was for i in source.after.items if (was := before.get(known_as.get(i.id, i.id))) is not None}
    today = date.fromisoformat(source.after.as_of)
    live = [i for i in source.after.items if i.triage.status in COUNTED]
    weights = cause_weights(live)
    changes = _changes(source, old, today)
    rows = [_row(item, changes.get(item.id, ""), weights, old.get(item.id), today) for item in source.after.items]
    kept = {was.id for was in old.values()}
    paid = {item.id for item in source.comparison.paid}
    gone = [item for item in source.before.items if item.id not in kept and item.triage.status in COUNTED]
    rows += [_row(item, PAID if item.id in paid else GONE, {}, item, today) for item in gone]
    frame = pd.DataFrame(rows, columns=list(ITEM_COLUMNS))
    return frame.sort_values(["counted", "id"], ascending=[False, True], ignore_index=True)


def _row(item: Item, change: str, weights: Mapping[str, float], old: Item | None, today: date) -> tuple[object, ...]:
    known = min(filter(None, (item.first_seen, item.introduced.date if item.introduced else None)), default=None)
    is_live = item.id in weights
    status = {PAID: Status.PAID.value, GONE: GONE}.get(change, item.triage.status.value)
    grew = item.principal.hours - old.principal.hours if old is not None and change == GREW else 0.0
    return (
        item.id, item.rule.slug, item.title, item.message, item.category.value, item.component, item.severity.value,
        status, item.triage.owner,
        item.proposed_owner.name if item.proposed_owner else None, item.triage.due, item.path, item.line,
        item.principal.hours, item.interest.hours_per_month,
        is_live, item.interest.hours_per_month * weights[item.id] if is_live else 0.0, item.first_seen,
        (today - date.fromisoformat(known[:10])).days if known else None,
        item.introduced.author if item.introduced else None, item.introduced.revision if item.introduced else None,
        round(grew, 3), old.triage.status.value if old is not None else None, change,
    )  # fmt: skip


def _changes(source: ReviewSource, before: Mapping[str, Item], today: date) -> dict[str, str]:
    """The one word under which an item is told; what asks for a decision wins."""
    found = source.comparison
    told: dict[str, str] = {}
    for item in source.after.items:
        old = before.get(item.id)
        if old is not None and item.triage.status in COUNTED and _has_grown(old, item):
            told[item.id] = GREW
        if item.triage.status is Status.PAID and _is_paid_since(item, old, source.since):
            told[item.id] = PAID
        if item.triage.status is Status.PLANNED and item.triage.due and item.triage.due < today.isoformat():
            told[item.id] = OVERDUE
    for word, items in (
        (VISIBLE, found.newly_visible),
        (NEW, found.new),
        (DUE_AGAIN, found.returned),
        (BACK, found.back),
    ):
        told |= {item.id: word for item in items}
    return told


def _is_paid_since(item: Item, old: Item | None, since: str) -> bool:
    """Paid between the two sides; what came and went between them was never on the older one."""
    if old is not None:
        return old.triage.status in COUNTED
    return item.payment is not None and item.payment.on > since


def _has_grown(old: Item, item: Item) -> bool:
    if item.principal.hours >= old.principal.hours * _GREW:
        return True
    if isinstance(item.evidence, Later) and item.evidence.is_surely(old.evidence):
        return False
    return len(item.evidence) > len(old.evidence)


def weeks_frame(source: ReviewSource) -> pd.DataFrame:
    """One row for each kept day and category: items, principal (hours), interest (hours a month)."""
    rows = [
        (pd.Timestamp(week.as_of), name, part.items, part.principal_hours, part.interest_hours_per_month)
        for week in source.weeks
        for name, part in week.summary.by_category.items()
    ]
    return pd.DataFrame(rows, columns=["day", "category", "items", "principal", "interest"])


def totals_frame(source: ReviewSource) -> pd.DataFrame:
    """One row for each kept day: items, principal, interest with its range, and what came and went since the one before."""
    rows = [
        (
            pd.Timestamp(w.as_of), w.summary.items, w.summary.principal_hours, w.summary.interest.value,
            w.summary.interest.low, w.summary.interest.high, w.came, w.went,
        )
        for w in source.weeks
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["day", "items", "principal", "interest", "low", "high", "came", "went"])


def decisions_frame(source: ReviewSource) -> pd.DataFrame:
    """One row for each verdict since: who, on what, what, by when, and the interest (hours a month) that it is about."""
    items = {item.id: item for item in (*source.before.items, *source.after.items)}
    rows = [
        (r.at, r.by, r.item, items[r.item].title if r.item in items else "", str(r.data["verdict"]),
         r.data.get("owner") or (items[r.item].triage.owner if r.item in items else None), r.data.get("due") or r.data.get("until"), r.data.get("reason"),
         items[r.item].interest.hours_per_month if r.item in items else 0.0)
        for r in source.records
        if r.data.get("verdict")
    ]  # fmt: skip
    columns = ["at", "by", "item", "title", "verdict", "owner", "due", "reason", "interest"]
    return pd.DataFrame(rows, columns=columns)


def attendees_of(source: ReviewSource) -> tuple[str, ...]:
    """Who was at the reviews since, each once, in the order of the log."""
    told = [r.data.get("attendees") for r in source.records if r.kind == "review"]
    names = [str(name) for one in told if isinstance(one, list) for name in cast("list[object]", one)]
    return tuple(dict.fromkeys(names))


def moves_frame(items: pd.DataFrame) -> pd.DataFrame:
    """Items by their status then and now: what counted then and what counts now add up to the totals of both sides."""
    then = items["status_before"].fillna(NOT_THERE)
    return items.groupby([then.rename("then"), items["status"].rename("now")]).size().rename("items").reset_index()


def grouped(frame: pd.DataFrame, column: str, names: Sequence[str] = ()) -> pd.DataFrame:
    """Items, principal and counted interest by a column, dearest first; nobody's are under `-`."""
    live = frame[frame["is_live"]]
    keys = live[column].fillna("-")
    sums = live.groupby(keys).agg(items=("id", "count"), principal=("principal", "sum"), interest=("counted", "sum"))
    for name in names:
        if name not in sums.index:
            sums.loc[name] = [0, 0.0, 0.0]
    return sums.sort_values(["interest", "items"], ascending=False).rename_axis(column).reset_index()
