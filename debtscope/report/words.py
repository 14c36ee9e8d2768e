"""The review's sections in words, the same in Markdown and on the page."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from debtscope.analytics.review import Review
from debtscope.model.figures import hours
from debtscope.model.frozen import frozen
from debtscope.model.review import SECTIONS

SHOWN = 30


@frozen
class Line:
    """One item of a section."""

    id: str
    message: str
    place: str
    owner: str
    price: str


def sentences(review: Review) -> list[str]:
    """What happened, in a few sentences."""
    source, before, after = review.source, review.before, review.after
    change = after.interest.value - before.interest.value
    moved = f"{hours(abs(change))} h {'more' if change > 0 else 'less'}" if abs(change) >= 0.05 else "as much"
    told = [
        f"{after.items} items, {hours(after.principal_hours)} h to pay off, {hours(after.interest.value)} h of interest a month: {moved} than on {source.since}"
        if abs(change) >= 0.05
        else f"{after.items} items, {hours(after.principal_hours)} h to pay off, {hours(after.interest.value)} h of interest a month: as on {source.since}",
        f"Since then the debt cost about {hours(review.interest_paid_hours)} h",
        f"Compared with {source.base}",
    ]
    if source.is_repriced:
        told.append("Hours that were logged since then price the items of today, not those of then")
    counts = ", ".join(f"{len(review.section(name))} {name}" for name in SECTIONS if len(review.section(name)))
    told.append(counts[:1].upper() + counts[1:] if counts else "Nothing came, went or fell due")
    if review.promises_kept or review.promises_broken:
        told.append(f"Promises: {len(review.promises_kept)} kept, {len(review.promises_broken)} broken")
    return told


def lines(section: pd.DataFrame, text: Callable[[str], str], *, authors: bool = True) -> list[Line]:
    """The dearest of a section; `text` makes repository text harmless for the form, `authors` names proposed owners."""
    found: list[Line] = []
    for row in section.head(SHOWN).to_dict("records"):
        path, line = row["path"], row["line"]
        place = "" if not isinstance(path, str) else f"{path}:{int(line)}" if line == line and line else path
        owner = row["owner"] if isinstance(row["owner"], str) else None
        proposed = row["proposed_owner"] if authors and isinstance(row["proposed_owner"], str) else None
        grew = f", {hours(row['grew_by'])} h more to fix than before" if row["grew_by"] > 0 else ""
        due = f", due {row['due']}" if isinstance(row["due"], str) else ""
        found.append(
            Line(
                id=str(row["id"]), message=text(str(row["message"]).rstrip(".")), place=place,
                owner=text(owner or (f"{proposed} (proposed)" if proposed else "nobody yet")) + due,
                price=f"{hours(row['principal'])} h to fix, {hours(row['interest'])} h a month{grew}",
            )
        )  # fmt: skip
    return found
