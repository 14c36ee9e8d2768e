"""`debtscope add`: registers debt that no scan can see."""

from __future__ import annotations

import argparse

from debtscope.cli import common
from debtscope.cli.exits import Exit
from debtscope.model.vocabulary import Category, Severity


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--title", required=True, metavar="TEXT", help="what the debt is, in a few words")
    parser.add_argument(
        "--category", required=True, choices=[c.value for c in Category], metavar="NAME", help=", ".join(Category)
    )
    parser.add_argument("--principal", required=True, type=common.hours, metavar="HOURS", help="hours to pay it off")
    parser.add_argument(
        "--interest", required=True, type=common.hours, metavar="HOURS", help="hours a month that it costs"
    )
    parser.add_argument(
        "--severity", choices=[s.value for s in Severity], default="medium", metavar="NAME", help=", ".join(Severity)
    )
    parser.add_argument("--why", default="", metavar="TEXT", help="why it costs")
    parser.add_argument("--component", default="", metavar="NAME", help="the part of the system that it belongs to")
    parser.add_argument("--owner", metavar="NAME", help="who is to pay it")
    parser.add_argument("--due", metavar="DATE", type=common.iso_date, help="by when it is to be paid")


def run(args: argparse.Namespace) -> int:
    """Appends it to the triage log."""
    from debtscope.cli.talk import say
    from debtscope.services.deciders import user_name
    from debtscope.services.manual import Registration, register

    item = register(
        common.last_book(args),
        Registration(
            title=args.title, category=Category(args.category), severity=Severity(args.severity), why=args.why,
            component=args.component, principal_hours=args.principal, interest_hours_per_month=args.interest,
            owner=args.owner, due=args.due.isoformat() if args.due else None,
        ),
        by=user_name(), now=common.utc_now(),
    )  # fmt: skip
    say(f"{item.id}: {item.title}")
    return Exit.OK
