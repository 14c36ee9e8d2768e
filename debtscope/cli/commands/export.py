"""`debtscope export`: the last snapshot in any format, without scanning."""

from __future__ import annotations

import argparse
from dataclasses import replace

from debtscope.cli import common
from debtscope.cli.exits import Exit


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    common.add_output_options(parser, "json")
    parser.add_argument("--query", metavar="Q", help="only the items that match")


def run(args: argparse.Namespace) -> int:
    """Prints the ledger."""
    from debtscope.cli.output import emit
    from debtscope.export import render

    query = common.query_of(args.query)
    ledger = replace(common.narrowed(common.last_book(args), query), run={})
    emit(render(ledger, args.format), args.output, ascii_only=args.ascii)
    return Exit.OK
