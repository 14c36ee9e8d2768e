"""Ledgers as snapshots and back. What a snapshot keeps is read by field name, so that it outlives added fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from debtscope.model.ledger import Item, Ledger, Payment
from debtscope.model.named import NotNamed, from_named, to_named
from debtscope.store.folder import HISTORY, StoreError
from debtscope.store.history import Sighting, StoredSnapshot

FORM = 1


def to_snapshot(ledger: Ledger, *, saved_at: str, state: str) -> StoredSnapshot:
    """A ledger to be kept; what only this run knows (its timings) is left out."""
    kept: dict[str, object] = {**cast("dict[str, object]", to_named(ledger)), "run": dict[str, object]()}
    body: dict[str, object] = {"form": FORM, "ledger": kept}
    return StoredSnapshot(
        id=0, revision=ledger.repository.revision, branch=ledger.repository.branch, as_of=ledger.as_of,
        saved_at=saved_at, items=len(ledger.items), state=state, body=body,
    )  # fmt: skip


def from_snapshot(snapshot: StoredSnapshot) -> Ledger:
    """The ledger of a snapshot. Raises StoreError."""
    body = snapshot.body
    fields = cast("Mapping[str, object]", body) if isinstance(body, dict) else dict[str, object]()
    form = fields.get("form")
    if isinstance(form, int) and form > FORM:
        raise StoreError(f"{HISTORY}: the last snapshot was written by a newer debtscope", "update debtscope")
    try:
        return from_named(Ledger, fields.get("ledger"))
    except NotNamed:
        raise StoreError(
            f"{HISTORY} is damaged: its last snapshot cannot be read", "move it away; a scan makes a new one"
        ) from None


def outline(snapshot: StoredSnapshot) -> tuple[Ledger, frozenset[str]]:
    """The ledger without its items, and their ids: all that a later ledger is compared by. Raises StoreError."""
    body = snapshot.body
    fields = cast("Mapping[str, object]", body) if isinstance(body, dict) else dict[str, object]()
    ledger = fields.get("ledger")
    kept = cast("Mapping[str, object]", ledger) if isinstance(ledger, dict) else dict[str, object]()
    items = kept.get("items")
    raw = cast("list[object]", items) if isinstance(items, list) else list[object]()
    ids = frozenset(str(cast("Mapping[str, object]", one).get("id")) for one in raw if isinstance(one, dict))
    return from_snapshot(replace(snapshot, body={**fields, "ledger": {**kept, "items": []}})), ids


def sightings_of(ledger: Ledger, known: Mapping[str, Sighting]) -> dict[str, Sighting]:
    """When each item of a ledger was seen, over what was known."""
    return {item.id: _sighting(item, known.get(item.id), ledger.as_of) for item in ledger.items}


def _sighting(item: Item, known: Sighting | None, today: str) -> Sighting:
    first = item.first_seen or (known.first_seen if known else today)
    last = item.last_seen or (known.last_seen if known else today)
    return Sighting(first_seen=first, last_seen=last, payment=to_named(item.payment) if item.payment else None)


def payments(known: Mapping[str, Sighting]) -> dict[str, Payment]:
    """The payments that are remembered; one that cannot be read is none."""
    found: dict[str, Payment] = {}
    for item, sighting in known.items():
        if sighting.payment is not None:
            try:
                found[item] = from_named(Payment, sighting.payment)
            except NotNamed:
                continue
    return found
