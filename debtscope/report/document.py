"""The review as JSON."""

from __future__ import annotations

from typing import cast

import pandas as pd

from debtscope.analytics.frames import attendees_of
from debtscope.analytics.review import Review
from debtscope.analytics.trends import Bought, bought
from debtscope.export.document import SCHEMA_VERSION, plain, strict_json
from debtscope.model.review import SECTIONS
from debtscope.model.totals import Summary


def review_json(review: Review) -> str:
    """Sections, sums and minutes, from the same frames as every other form."""
    source = review.source
    return strict_json(plain({
        "kind": "review", "schema_version": SCHEMA_VERSION, "since": source.since, "as_of": source.after.as_of,
        "base": source.base, "repository": {"name": source.after.repository.name, "revision": source.after.repository.revision},
        "before": _totals(review.before), "after": _totals(review.after),
        "interest_paid_hours": review.interest_paid_hours,
        "sections": [_section(review, name) for name in SECTIONS], "moves": records(review.moves),
        "decisions": records(review.decisions), "owners": records(review.owners),
        "components": records(review.components), "taken_on": records(review.taken_on),
        "minutes": {"present": attendees_of(source), "planned": _bought(bought(review))},
        "promises": {"kept": review.promises_kept, "broken": review.promises_broken},
        "plan": [{"id": e.item.id, "part": e.part, "hours": e.hours, "saved_hours": e.saved_hours} for e in source.plan.entries],
    }))  # fmt: skip


def _section(review: Review, name: str) -> dict[str, object]:
    (sums,) = records(review.sections[review.sections["name"] == name])
    return {
        "name": name, "count": sums["items"], "principal_hours": sums["principal"],
        "interest_hours_per_month": sums["interest"], "items": records(review.section(name)),
    }  # fmt: skip


def _bought(told: Bought) -> dict[str, object]:
    return {"items": told.items, "principal_hours": told.principal, "interest_hours_per_month": told.interest}


def _totals(summary: Summary) -> dict[str, object]:
    return {
        "items": summary.items, "principal_hours": summary.principal_hours,
        "interest_hours_per_month": summary.interest.value,
    }  # fmt: skip


def records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Rows by column; what is missing is null, whole numbers are whole."""
    rows: list[dict[str, object]] = []
    for row in frame.to_dict("records"):
        rows.append({str(name): _value(value) for name, value in row.items()})
    return rows


def _value(value: object) -> object:
    if isinstance(value, float) and value != value:
        return None
    return cast("object", value.item()) if hasattr(value, "item") else value  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] - a number of numpy
