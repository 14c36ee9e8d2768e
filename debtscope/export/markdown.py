"""Ledgers as Markdown for a pull request, a chat or a ticket. Repository text is escaped, never markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from debtscope.export.order import listed
from debtscope.export.table import totals_line, where
from debtscope.model.figures import hours, payback
from debtscope.model.ledger import Item, Ledger
from debtscope.model.regex import regex
from debtscope.model.text import printable

_SPECIAL = regex(r"([\\`*_{}\[\]<>|#!&~@])")


def escape(text: str) -> str:
    """Text that no Markdown renderer takes for markup, a link, a mention or HTML."""
    return _SPECIAL.sub(r"\\\1", printable(text)).replace("://", ":\\//")


def code(text: str) -> str:
    """An inline code span around any text."""
    shown = printable(text).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall(r"`+", shown)), default=0) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def rows_markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table of cells that are escaped already."""
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *(f"| {' | '.join(row)} |" for row in rows)]


def _item_row(item: Item) -> list[str]:
    return [
        item.severity.value, item.id, escape(item.message), code(where(item)), hours(item.principal.hours),
        hours(item.interest.hours_per_month), payback(item.payback_months), item.triage.status.value,
    ]  # fmt: skip


def ledger_markdown(ledger: Ledger) -> str:
    """The ledger as one table."""
    repo = ledger.repository
    lines = [
        f"# Technical debt of {escape(repo.name)}",
        "",
        f"{totals_line(ledger)}. As of {ledger.as_of}, revision {code((repo.revision or 'none')[:12])}.",
        "",
    ]
    return "\n".join([*lines, *items_markdown(listed(ledger.items))]) + "\n"


def items_markdown(items: Sequence[Item]) -> list[str]:
    """Items as the lines of one table."""
    head = ["severity", "id", "what", "where", "fix h", "cost h/month", "pays in", "status"]
    return rows_markdown(head, [_item_row(i) for i in items]) if items else ["No debt found."]
