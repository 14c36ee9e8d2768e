"""What was read and what was not, as a table and as JSON."""

from __future__ import annotations

from dataclasses import asdict

from debtscope.export.columns import columns_text
from debtscope.export.document import SCHEMA_VERSION, plain, strict_json
from debtscope.model.ledger import Ledger
from debtscope.model.text import printable
from debtscope.model.vocabulary import SourceStatus


def sources_table(ledger: Ledger, columns: int = 0) -> str:
    """Sources, what went unread with its reason, and how to provide what is absent."""
    there = [s for s in ledger.sources if s.status is not SourceStatus.ABSENT]
    rows = [
        (s.collector, printable(s.kind), s.status.value, str(s.read_files), printable(s.location), printable(s.detail))
        for s in there
    ]
    text = (
        columns_text(("collector", "kind", "status", "files", "where", "detail"), rows, columns)
        if rows
        else "No source was read.\n"
    )
    absent = [s for s in ledger.sources if s.status is SourceStatus.ABSENT]
    if absent:
        text += "\nnot there, and how to provide it:\n"
        text += "".join(f"  {s.collector}: {printable(s.detail)}\n" for s in absent)
    if ledger.diagnostics:
        text += "\nnot read whole, or worth knowing:\n"
        text += "".join(
            f"  {d.severity.value}  {d.collector}  {printable(d.path)}: {printable(d.message)}\n"
            for d in ledger.diagnostics
        )
    return text


def sources_json(ledger: Ledger) -> str:
    """Sources and diagnostics as a document."""
    return strict_json(plain({
        "kind": "sources", "schema_version": SCHEMA_VERSION, "as_of": ledger.as_of,
        "sources": [asdict(s) for s in ledger.sources], "diagnostics": [asdict(d) for d in ledger.diagnostics],
    }))  # fmt: skip
