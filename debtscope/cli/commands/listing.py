"""`debtscope list`: the last snapshot as a table, without scanning."""

from __future__ import annotations

import argparse

from debtscope.cli import common
from debtscope.cli.exits import Exit


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--query", metavar="Q", help="which items, and in what order")
    parser.add_argument("--limit", metavar="N", type=common.count, default=0, help="the first N items")


def run(args: argparse.Namespace) -> int:
    """Prints the rows."""
    from debtscope.cli.output import emit, terminal_columns
    from debtscope.export.table import item_rows, nothing

    query = common.query_of(args.query)
    book = common.last_book(args)
    items = common.viewed(book, query)
    shown = items[: args.limit] if args.limit > 0 else items
    lines = (
        item_rows(shown, terminal_columns()) if items else ["No item matches." if query.terms else nothing(book.ledger)]
    )
    if len(shown) < len(items):
        lines.append(f"and {len(items) - len(shown)} more")
    emit("\n".join(lines) + "\n", ascii_only=args.ascii)
    return Exit.OK
