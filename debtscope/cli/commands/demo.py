"""`debtscope demo`: builds the demo project and opens it, dated as it was made."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from debtscope.cli import common
from debtscope.cli.exits import Exit


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument(
        "--keep", metavar="DIR", type=Path, help="build it there and leave it (default: a temporary folder)"
    )
    parser.add_argument(
        "--output", metavar="FILE", type=Path, help="where the ledger's JSON goes when there is no terminal"
    )


def run(args: argparse.Namespace) -> int:
    """Builds, scans, opens; with no terminal prints the table and where the JSON went."""
    import tempfile

    from debtscope.demo.build import build_demo

    if args.keep is not None:
        return _show(args, build_demo(args.keep))
    with tempfile.TemporaryDirectory(prefix="debtscope-demo-") as folder:
        return _show(args, build_demo(Path(folder) / "churn"))


def _show(args: argparse.Namespace, root: Path) -> int:
    from debtscope.cli.commands.tui import is_dumb
    from debtscope.cli.talk import say
    from debtscope.demo.build import DEMO_DATE
    from debtscope.services.types import ScanRequest

    request = ScanRequest(root=root, as_of=DEMO_DATE)
    say(f"the demo project churn, in {root}, scanned as of {DEMO_DATE}: the day it was made")
    book = common.run_scan(request)
    if sys.stdin.isatty() and sys.stdout.isatty() and not is_dumb():
        from debtscope.tui.opening import run as open_application

        return open_application(request, ascii_only=args.ascii)
    from debtscope.cli.output import emit, terminal_columns
    from debtscope.export import render
    from debtscope.export.table import summary_table

    emit(summary_table(book.ledger, terminal_columns()), ascii_only=args.ascii)
    output = args.output or Path("demo-ledger.json")
    emit(render(book.ledger, "json"), output)
    emit(f"\nThe ledger as JSON: {output}\n")
    return Exit.OK
