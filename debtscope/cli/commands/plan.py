"""`debtscope plan`: what to pay within a budget of hours."""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from debtscope.cli import common
from debtscope.cli.exits import Exit
from debtscope.model.errors import UsageError
from debtscope.model.text import printable

if TYPE_CHECKING:
    from debtscope.model.ledger import Ledger

FORMATS = ("table", "markdown", "csv", "json", "github", "gitlab")


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--budget", metavar="HOURS", type=common.hours, required=True, help="hours to spend, as in 40h")
    parser.add_argument(
        "--horizon",
        metavar="WEEKS",
        type=common.weeks,
        help="over which saved interest counts (default: horizon_weeks of the settings, 52w where they are silent)",
    )
    parser.add_argument("--owner", metavar="NAME", help="only items assigned to this person")
    parser.add_argument(
        "--owner-hours",
        metavar="NAME=HOURS",
        type=common.named_hours,
        action="append",
        default=[],
        help="at most so many hours for this owner, assigned or proposed, as in ana=8h (repeatable)",
    )
    parser.add_argument("--pin", metavar="ID", action="append", default=[], help="in whatever its payback (repeatable)")
    parser.add_argument("--exclude", metavar="ID", action="append", default=[], help="not in this plan (repeatable)")
    parser.add_argument("--query", metavar="Q", help="only items that match")
    drafts = "; github and gitlab: one draft of an issue a line, as the JSON that their interfaces take"
    common.add_output_options(parser, "table", FORMATS, drafts)


def run(args: argparse.Namespace) -> int:
    """Makes the plan and prints it."""
    from debtscope.cli.output import emit, terminal_columns
    from debtscope.cli.talk import say
    from debtscope.export.plan import render_plan
    from debtscope.services.configuration import team_numbers
    from debtscope.services.plan import Wishes, make_plan

    query = common.query_of(args.query)
    book = common.last_book(args)
    ledger = common.narrowed(book, query)
    team = team_numbers(book.root)
    plan = make_plan(
        ledger.items, budget_hours=args.budget, as_of=date.fromisoformat(ledger.as_of),
        horizon_weeks=team.horizon_weeks if args.horizon is None else args.horizon, rate=team.rate,
        wishes=Wishes(
            owner=args.owner, pins=_known(args.pin, ledger), excluded=_known(args.exclude, ledger),
            owner_hours=dict(args.owner_hours),
        ),
    )  # fmt: skip
    if args.owner and not (plan.entries or plan.left_out):
        say(
            f"no open item is {printable(args.owner)}'s: who is only proposed counts for --owner-hours, not for --owner"
        )
    text = render_plan(plan, ledger, args.format, terminal_columns(), _base(book.root, args.output))
    emit(text, args.output, ascii_only=args.ascii)
    return Exit.OK


def _base(root: Path | None, output: Path | None) -> str:
    """What leads from the folder of a written page to the repository; links of one on stdout begin at the repository."""
    if root is None or output is None or str(output) == "-":
        return ""
    from urllib.parse import quote

    try:
        up = os.path.relpath(root.resolve(), output.resolve().parent)
    except ValueError:  # another drive
        return ""
    return "" if up == "." else quote(Path(up).as_posix(), safe="/") + "/"


def _known(ids: list[str], ledger: Ledger) -> frozenset[str]:
    """Ids of items of the ledger. Raises UsageError."""
    every = {item.id for item in ledger.items}
    for one in ids:
        if one not in every:
            raise UsageError(f"there is no item {printable(one, limit=80)}", "debtscope list shows the items")
    return frozenset(ids)
