"""`debtscope sources`: what was found, what was not read and why, what is absent and how to provide it."""

from __future__ import annotations

import argparse
from pathlib import Path

from debtscope.cli import common
from debtscope.cli.exits import Exit


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="the repository")
    common.add_scan_options(parser)
    common.add_output_options(parser, "table", ("table", "json"))


def run(args: argparse.Namespace) -> int:
    """Scans without saving, so that what is shown is what is there now."""
    from dataclasses import replace

    from debtscope.cli.output import emit, terminal_columns
    from debtscope.cli.talk import Telling
    from debtscope.export.sources import sources_json, sources_table
    from debtscope.services.scan import scan

    request = replace(common.scan_request(args), save=False)
    with Telling() as progress:
        ledger = scan(request, progress).ledger
    text = sources_json(ledger) if args.format == "json" else sources_table(ledger, terminal_columns())
    emit(text, args.output, ascii_only=args.ascii)
    return Exit.OK
