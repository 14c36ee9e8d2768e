"""Plain text columns for the smaller tables."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from debtscope.export.cells import fit, width

_NARROWEST = 12


def columns_text(head: Sequence[str], rows: Sequence[Sequence[str]], columns: int = 0) -> str:
    """Left-aligned columns under a header, the widest cut until all fit the terminal where there is one."""
    widths = [max(width(row[n]) for row in (head, *rows)) for n in range(len(head))]
    while columns and sum(widths) + 2 * (len(head) - 1) > columns and max(widths) > _NARROWEST:
        widths[max(range(len(head)), key=lambda n: (widths[n], n))] -= 1
    lines = ["  ".join(fit(cell, widths[n]) for n, cell in enumerate(row)).rstrip() for row in (head, *rows)]
    return "\n".join(lines) + "\n"


def wrapped(text: str, indent: str = "", columns: int = 100) -> str:
    """Prose in lines of a readable length; lines that are short already stay as they are."""
    return "\n".join(
        textwrap.fill(line, columns, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False) or indent
        for line in text.splitlines()
    )
