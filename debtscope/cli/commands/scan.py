"""`debtscope scan`: scans, keeps a snapshot, prints."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from debtscope.cli import common
from debtscope.cli.exits import Exit


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument(
        "path", nargs="?", type=Path, metavar="PATH", help="the repository (default: the one around this folder)"
    )
    common.add_scan_options(parser)
    common.add_output_options(parser, "table")
    gate = parser.add_argument_group("what is shown, and gates")
    gate.add_argument("--query", metavar="Q", help="show only the items that match")
    gate.add_argument(
        "--fail-on",
        metavar="Q",
        help="exit 1 when an item matches; deferred, accepted and dismissed items do not count",
    )
    gate.add_argument("--strict", action="store_true", help="exit 1 when an input went unread or no source was read")
    gate.add_argument("--timings", action="store_true", help="write wall-clock facts into the document")


def run(args: argparse.Namespace) -> int:
    """Scans, prints the ledger, judges the gates."""
    from debtscope.cli.output import emit, terminal_columns
    from debtscope.export import render
    from debtscope.export.table import summary_table

    query, fail_on = common.query_of(args.query), common.query_of(args.fail_on)
    book = common.run_scan(common.scan_request(args))
    ledger = common.narrowed(book, query)
    if not args.timings:
        ledger = replace(ledger, run={})
    text = summary_table(ledger, terminal_columns()) if args.format == "table" else render(ledger, args.format)
    emit(text, args.output, ascii_only=args.ascii)
    failing = gate_items(book, fail_on) if args.fail_on else []
    if failing:
        _tell(failing, args.fail_on)
        return Exit.GATE
    if args.strict and _is_incomplete(book):
        from debtscope.cli.talk import complain

        complain("--strict: an input went unread or no source was read", "debtscope sources names them")
        return Exit.GATE
    return Exit.OK


def gate_items(book: common.Book, fail_on: common.Query) -> list[str]:
    """One line per item that fails the gate: those that are open, planned or in conflict, and match."""
    from debtscope.export.order import listed
    from debtscope.export.table import where
    from debtscope.model.vocabulary import Status

    context = common.context_of(book)
    live = {Status.OPEN, Status.PLANNED}
    items = [
        i for i in book.ledger.items if (i.triage.status in live or i.triage.conflict) and fail_on.matches(i, context)
    ]
    return [
        f"{i.id}  {where(i)}  {i.message}  To pay: {i.remediation.splitlines()[0]}"
        for i in listed(items, everything=True)
    ]


def _tell(lines: list[str], query: str) -> None:
    from debtscope.cli.talk import say

    say(f"gate failed: {len(lines)} item{'s' if len(lines) != 1 else ''} match {query}")
    for line in lines[:10]:
        say("  " + line)
    if len(lines) > 10:
        say(f"  and {len(lines) - 10} more")


def _is_incomplete(book: common.Book) -> bool:
    from debtscope.export.table import unread
    from debtscope.model.vocabulary import SourceStatus

    return unread(book.ledger) > 0 or not any(s.status is SourceStatus.READ for s in book.ledger.sources)
