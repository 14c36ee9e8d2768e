"""`debtscope forecast`: where interest is heading, and when it outgrows the team's hours."""

from __future__ import annotations

import argparse
from datetime import date

from debtscope.cli import common
from debtscope.cli.exits import Exit


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--weeks", metavar="WEEKS", type=common.weeks, default=52, help="how far ahead (default: 52w)")
    parser.add_argument(
        "--budget",
        metavar="HOURS",
        type=common.hours,
        default=40.0,
        help="hours of the plan that is paid (default: 40h)",
    )
    parser.add_argument("--hours", metavar="HOURS", type=common.hours, help="hours paid off every week, as in 8h")
    parser.add_argument("--team", metavar="HOURS", type=common.hours, help="all hours that the team works in a week")
    common.add_output_options(parser, "table", ("table", "json"))


def run(args: argparse.Namespace) -> int:
    """Forecasts and prints."""
    from debtscope.cli.output import emit
    from debtscope.export.forecast import forecast_json, forecast_table
    from debtscope.services.configuration import team_numbers
    from debtscope.services.forecast import flows, forecast
    from debtscope.services.plan import make_plan

    book = common.last_book(args)
    day = date.fromisoformat(book.ledger.as_of)
    known = {book.snapshot.id: book.ledger} if book.snapshot else {}
    observed = flows(book.root, args.state, day, known) if book.root else []
    told = forecast(
        book.ledger, observed, weeks=args.weeks, weekly_hours=args.hours, team_hours=args.team,
        plan=make_plan(
            book.ledger.items, budget_hours=args.budget, as_of=day, horizon_weeks=team_numbers(book.root).horizon_weeks
        ),
    )  # fmt: skip
    emit(forecast_json(told) if args.format == "json" else forecast_table(told), args.output, ascii_only=args.ascii)
    return Exit.OK
