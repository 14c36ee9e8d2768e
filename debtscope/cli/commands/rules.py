"""`debtscope rules`: the catalogue."""

from __future__ import annotations

import argparse

from debtscope.cli import common
from debtscope.cli.exits import Exit


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    common.add_output_options(parser, "table", ("table", "json", "markdown"))


def run(args: argparse.Namespace) -> int:
    """Prints every rule that is installed."""
    from debtscope.cli.output import emit, terminal_columns
    from debtscope.export.catalogue import rules_json, rules_markdown, rules_table
    from debtscope.services.catalogue import rules

    known = rules()
    if args.format == "json":
        text = rules_json(known)
    elif args.format == "markdown":
        text = rules_markdown(known)
    else:
        text = rules_table(known, terminal_columns())
    emit(text, args.output, ascii_only=args.ascii)
    return Exit.OK
