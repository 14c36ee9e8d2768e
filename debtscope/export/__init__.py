"""One module per format. Each turns a ledger (or a part of it) into text; none opens a file or prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from debtscope.model.errors import UsageError
from debtscope.model.ledger import Ledger


def _json(ledger: Ledger) -> str:
    from debtscope.export.document import ledger_document, strict_json

    return strict_json(ledger_document(ledger))


def _jsonl(ledger: Ledger) -> str:
    from debtscope.export.document import json_lines

    return json_lines(ledger)


def _csv(ledger: Ledger) -> str:
    from debtscope.export.table import csv_table

    return csv_table(ledger.items)


def _markdown(ledger: Ledger) -> str:
    from debtscope.export.markdown import ledger_markdown

    return ledger_markdown(ledger)


def _html(ledger: Ledger) -> str:
    from debtscope.export.ledger_page import ledger_page

    return ledger_page(ledger)


def _table(ledger: Ledger) -> str:
    from debtscope.export.table import summary_table

    return summary_table(ledger)


def _sarif(ledger: Ledger) -> str:
    from debtscope.export.sarif import sarif

    return sarif(ledger)


def _github(ledger: Ledger) -> str:
    from debtscope.export.annotations import github_annotations

    return github_annotations(ledger)


def _gitlab(ledger: Ledger) -> str:
    from debtscope.export.annotations import code_quality

    return code_quality(ledger)


def _junit(ledger: Ledger) -> str:
    from debtscope.export.annotations import junit

    return junit(ledger)


FORMATS: Mapping[str, Callable[[Ledger], str]] = {
    "table": _table,
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
    "markdown": _markdown,
    "html": _html,
    "sarif": _sarif,
    "github": _github,
    "gitlab": _gitlab,
    "junit": _junit,
}
"""Format name -> writer of a whole ledger; every text ends with a newline."""


def render(ledger: Ledger, format_name: str) -> str:
    """A ledger in a named format. Raises UsageError for an unknown one."""
    writer = FORMATS.get(format_name)
    if writer is None:
        raise UsageError(f"there is no format '{format_name}'", f"known: {', '.join(FORMATS)}")
    return writer(ledger)
