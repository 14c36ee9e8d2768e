"""`debtscope plan`: what to pay within a budget of hours."""

from __future__ import annotations

import argparse
from datetime import date

from debtscope.cli import common
from debtscope.cli.exits import Exit


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--budget", metavar="HOURS", type=common.hours, required=True, help="hours to spend, as in 40h")
    parser.add_argument(
        "--horizon",
        metavar="WEEKS",
        type=common.weeks,
        default=52,
        help="over which saved interest counts (default: 52w)",
    )
    parser.add_argument("--owner", metavar="NAME", help="only this person's items")
    parser.add_argument("--query", metavar="Q", help="only items that match")
    common.add_output_options(parser, "table", ("table", "markdown", "json"))


def run(args: argparse.Namespace) -> int:
    """Makes the plan and prints it."""
    from debtscope.cli.output import emit, terminal_columns
    from debtscope.export.plan import plan_json, plan_table
    from debtscope.services.plan import make_plan

    query = common.query_of(args.query)
    book = common.last_book(args)
    ledger = common.narrowed(book, query)
    plan = make_plan(
        ledger.items, budget_hours=args.budget, as_of=date.fromisoformat(ledger.as_of),
        horizon_weeks=args.horizon, owner=args.owner,
    )  # fmt: skip
    if args.format == "json":
        text = plan_json(plan, ledger)
    elif args.format == "markdown":
        from debtscope.export.markdown import plan_markdown

        text = plan_markdown(plan)
    else:
        text = plan_table(plan, terminal_columns())
    emit(text, args.output, ascii_only=args.ascii)
    return Exit.OK
