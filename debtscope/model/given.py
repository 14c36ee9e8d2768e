"""A person's figures laid over the computed ones, and off again. Pure."""

from __future__ import annotations

from dataclasses import replace

from debtscope.model.fold import Given
from debtscope.model.ledger import Factor, Interest, Item, OwnEstimate, Principal
from debtscope.model.vocabulary import Basis

MODEL = "given"


def as_computed(item: Item) -> Item:
    """The item without anybody's figures."""
    own = item.own
    return item if own is None else replace(
        item, principal=own.computed_principal, interest=own.computed_interest, own=None
    )  # fmt: skip


def with_given(item: Item, given: Given | None) -> Item:
    """The item with somebody's figures; they are one number, so low and high are the same."""
    if given is None:
        return as_computed(item)
    bare = as_computed(item)
    said = f"{given.reason} (given by {given.by}, {given.at[:10]})"
    own = OwnEstimate(
        principal=given.principal, interest=given.interest, reason=given.reason, by=given.by, at=given.at,
        computed_principal=bare.principal, computed_interest=bare.interest,
    )  # fmt: skip
    made = replace(bare, own=own)
    if given.principal is not None:
        hours = given.principal
        made = replace(made, principal=Principal(hours=hours, low=hours, high=hours, basis=said))
    if given.interest is not None:
        rate = given.interest
        factor = Factor(
            name="given",
            value=rate,
            unit="h/month",
            low=rate,
            high=rate,
            source=Basis.TEAM,
            effect_hours=rate,
            ref=said,
        )
        made = replace(
            made, interest=Interest(hours_per_month=rate, low=rate, high=rate, model=MODEL, factors=(factor,))
        )
    return made
