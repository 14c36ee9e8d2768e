"""`debtscope backtest`: past days of the repository, scored with today's model and held against what followed."""

from __future__ import annotations

import argparse
from pathlib import Path

from debtscope.cli import common
from debtscope.cli.exits import Exit

FORMATS = ("table", "markdown", "json")


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument(
        "path", nargs="?", type=Path, metavar="PATH", help="the repository (default: the one around this folder)"
    )
    parser.add_argument("--rev", metavar="REV", help="the branch or commit whose past is read (default: HEAD)")
    parser.add_argument(
        "--window", metavar="MONTHS", type=_months, default=6,
        help="months after each cut in which repairs are counted, 1 to 24 (default: 6)",
    )  # fmt: skip
    parser.add_argument(
        "--cuts", metavar="NUMBER", type=_count, default=8, help="how many past days at most, 1 to 40 (default: 8)"
    )
    parser.add_argument(
        "--cut", metavar="DATE", type=common.iso_date, action="append", default=[],
        help="a past day of your choice, the last that is known (repeatable; default: ends of half-years)",
    )  # fmt: skip
    parser.add_argument("--files", action="store_true", help="with --format json, every file of every cut")
    common.add_output_options(parser, "table", FORMATS)


def run(args: argparse.Namespace) -> int:
    """Replays and prints."""
    from debtscope.cli.output import emit, terminal_columns
    from debtscope.cli.talk import Telling
    from debtscope.export.backtest import render_backtest
    from debtscope.services.backtest import BacktestRequest, run_backtest

    request = BacktestRequest(
        root=common.root_of(args), rev=args.rev, window_months=args.window, most_cuts=args.cuts, days=tuple(args.cut)
    )
    with Telling() as progress:
        found = run_backtest(request, progress)
    emit(
        render_backtest(found, args.format, terminal_columns(), with_files=args.files),
        args.output,
        ascii_only=args.ascii,
    )
    return Exit.OK


def _months(text: str) -> int:
    return _whole(text, 24, "months")


def _count(text: str) -> int:
    return _whole(text, 40, "cuts")


def _whole(text: str, most: int, what: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of {what} from 1 to {most}")
    return int(text)
