"""`debtscope log`: hours that an item really took, and really cost."""

from __future__ import annotations

import argparse

from debtscope.cli import common
from debtscope.cli.exits import Exit


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("item", metavar="ID", help="the item, open or paid")
    parser.add_argument("--took", metavar="HOURS", type=common.hours, help="hours that paying it took, as in 3h")
    parser.add_argument("--cost", metavar="HOURS", type=common.hours, help="hours that it cost in the last month")


def run(args: argparse.Namespace) -> int:
    """Appends it to the triage log, and says what all of them teach."""
    from debtscope.cli.talk import say
    from debtscope.services.deciders import user_name
    from debtscope.services.observed import learnt, observe, told

    book = common.last_book(args)
    after = observe(book, args.item, took=args.took, cost=args.cost, by=user_name(), now=common.utc_now())
    rule = next(item.rule.slug for item in after.ledger.items if item.id == args.item)
    say(f"{rule}: {told(learnt(after), rule)}")
    say("the next scan prices by it")
    return Exit.OK
