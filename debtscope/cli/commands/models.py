"""`debtscope models`: the model inventory joined from all sources."""

from __future__ import annotations

import argparse

from debtscope.cli import common
from debtscope.cli.exits import Exit


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    common.add_output_options(parser, "table", ("table", "json"))


def run(args: argparse.Namespace) -> int:
    """Prints the inventory."""
    from debtscope.cli.output import emit, terminal_columns
    from debtscope.export.models import models_json, models_table

    ledger = common.last_book(args).ledger
    text = models_json(ledger) if args.format == "json" else models_table(ledger, terminal_columns())
    emit(text, args.output, ascii_only=args.ascii)
    return Exit.OK
