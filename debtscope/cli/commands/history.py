"""`debtscope history`: totals over time, and snapshots of weeks that are past."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from debtscope.cli import common
from debtscope.cli.exits import Exit


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument(
        "--backfill",
        metavar="WEEKS",
        type=common.weeks,
        help="first scan, and make a snapshot for each of so many past weeks from the branch's commits, as in 26w",
    )
    common.add_scan_options(parser)
    common.add_output_options(parser, "table", ("table", "json", "csv"))


def run(args: argparse.Namespace) -> int:
    """Fills up the past where asked, then prints."""
    from debtscope.cli.output import emit
    from debtscope.cli.talk import say
    from debtscope.export.history import history_csv, history_json, history_table
    from debtscope.services.history import moments, set_aside

    if args.backfill:
        _backfill(args)
    found = moments(common.root_of(args), args.state)
    write = {"table": history_table, "json": history_json, "csv": history_csv}[args.format]
    emit(write(found), args.output, ascii_only=args.ascii)
    for name in set_aside(common.root_of(args), args.state):
        say(f"{name} holds snapshots of an older form, which are not read; --backfill 26w makes past weeks again")
    return Exit.OK


def _backfill(args: argparse.Namespace) -> None:
    from debtscope.cli.talk import Telling, say
    from debtscope.services.backfill import backfill

    request = common.scan_request(args)
    today = common.run_scan(request)
    with Telling() as progress:
        done = backfill(request, args.backfill, today.ledger, progress, now=datetime.now(UTC))
    older = f"; {done.skipped} weeks lie before the first commit" if done.skipped else ""
    say(f"{done.made} past weeks scanned{older}")
