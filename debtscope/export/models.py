"""The model inventory as a table and as JSON."""

from __future__ import annotations

from dataclasses import asdict

from debtscope.export.columns import columns_text
from debtscope.export.document import SCHEMA_VERSION, plain, strict_json
from debtscope.model.ledger import Ledger
from debtscope.model.text import printable


def models_table(ledger: Ledger, columns: int = 0) -> str:
    """One line a model; a sentence where there is none."""
    if not ledger.models:
        return "No model is known: no registry, serving manifest or [models] setting was found.\n"
    rows = [
        (printable(m.name), str(len(m.versions)), printable(m.served or "-"), m.drifting_since or "-",
         printable(m.owner or "-"), printable(", ".join(m.watched_by) or "nothing"))
        for m in ledger.models
    ]  # fmt: skip
    return columns_text(("model", "versions", "served", "drifting since", "owner", "watched by"), rows, columns)


def models_json(ledger: Ledger) -> str:
    """The inventory as a document."""
    return strict_json(plain({
        "kind": "models", "schema_version": SCHEMA_VERSION, "as_of": ledger.as_of,
        "models": [asdict(m) for m in ledger.models],
    }))  # fmt: skip
