"""The model inventory as a table and as JSON."""

from __future__ import annotations

from dataclasses import asdict

from debtscope.export.columns import columns_text
from debtscope.export.document import SCHEMA_VERSION, plain, strict_json
from debtscope.model.inventory import ModelRecord
from debtscope.model.ledger import Ledger
from debtscope.model.text import printable

_WIDE = 110
"""From this width on the table tells where a model comes from too."""


def models_table(ledger: Ledger, columns: int = 0) -> str:
    """One line a model, the widest column last; a sentence where there is none. A narrow terminal gets fewer columns."""
    if not ledger.models:
        return "No model is known: no registry, serving manifest or [models] setting was found.\n"
    is_wide = not columns or columns >= _WIDE
    head = ["model", "served", "drifting since", "owner"]
    head += ["trained from", "consumers", "watched by"] if is_wide else ["consumers"]
    rows = [
        [
            printable(m.name), _served(m), m.drifting_since or "-", printable(m.owner or "-"),
            *([trained_from(m)] if is_wide else []),
            printable(", ".join(m.consumers) or "none known"),
            *([printable(", ".join(m.watched_by) or "nothing")] if is_wide else []),
        ]
        for m in ledger.models
    ]  # fmt: skip
    return columns_text(head, rows, columns)


def _served(model: ModelRecord) -> str:
    if model.retired:
        return "retired"
    if model.served is None:
        return f"no, {len(model.versions)} versions" if model.versions else "no"
    is_version = model.served in model.versions
    return printable(f"v{model.served} of {len(model.versions)}" if is_version else model.served)


def trained_from(model: ModelRecord) -> str:
    """Commit and data in one short cell: `fc3fd8f, data e7828b76`; what is missing is said."""
    origin = model.origin
    if origin is None:
        return "unknown"
    commit = origin.commit[:7] if origin.commit else "no commit"
    if origin.commit and origin.commit_known is False:
        commit += " (not here)"
    data = f"data {origin.datasets[0].digest[:8]}" if origin.datasets else "no data"
    return printable(f"{commit}, {data}")


def models_json(ledger: Ledger) -> str:
    """The inventory as a document."""
    return strict_json(plain({
        "kind": "models", "schema_version": SCHEMA_VERSION, "as_of": ledger.as_of,
        "models": [asdict(m) for m in ledger.models],
    }))  # fmt: skip
