"""What people decided, as a table and as JSON."""

from __future__ import annotations

from dataclasses import asdict

from debtscope.export.columns import columns_text
from debtscope.export.document import SCHEMA_VERSION, plain, strict_json
from debtscope.model.ledger import Item, Ledger
from debtscope.model.text import printable


def _decided(ledger: Ledger) -> list[Item]:
    return [i for i in ledger.items if i.triage.verdict is not None or i.triage.owner or i.triage.note]


def decisions_table(ledger: Ledger) -> str:
    """One line an item that somebody decided on."""
    items = _decided(ledger)
    if not items:
        return "Nothing has been decided yet: debtscope triage set ID --verdict plan\n"
    rows = [
        (i.id, i.triage.status.value + (" (conflict)" if i.triage.conflict else ""), printable(i.triage.owner or "-"),
         (i.triage.due or i.triage.until or "-")[:10], printable(i.triage.by or "-"), printable(i.triage.reason or i.triage.note or i.triage.woken or i.title))
        for i in items
    ]  # fmt: skip
    return columns_text(("id", "status", "owner", "date", "by", "why"), rows)


def decisions_json(ledger: Ledger) -> str:
    """Decisions as a document."""
    rows = [{"id": i.id, "title": i.title, **asdict(i.triage)} for i in _decided(ledger)]
    return strict_json(
        plain({"kind": "triage", "schema_version": SCHEMA_VERSION, "as_of": ledger.as_of, "items": rows})
    )
