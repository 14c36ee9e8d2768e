"""`debtscope triage`: the same verdicts as in the application, for scripts."""

from __future__ import annotations

import argparse

from debtscope.cli import common
from debtscope.cli.exits import Exit
from debtscope.model.errors import UsageError
from debtscope.model.triage import Decision
from debtscope.model.vocabulary import Verdict


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of the three verbs."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="set|list|undo")
    decide = verbs.add_parser("set", help="decide on items", allow_abbrev=False)
    decide.add_argument("ids", nargs="+", metavar="ID", help="the items; debtscope list shows their ids")
    decide.add_argument("--verdict", choices=[v.value for v in Verdict], help="plan, defer, accept, dismiss or reopen")
    decide.add_argument("--owner", metavar="NAME", help="who is to pay it")
    decide.add_argument("--due", metavar="DATE", type=common.iso_date, help="by when a planned item is to be paid")
    decide.add_argument(
        "--until", metavar="DATE", type=common.iso_date, help="when a deferred or accepted item is looked at again"
    )
    decide.add_argument("--reason", metavar="TEXT", help="why; to accept and to dismiss need one")
    decide.add_argument("--note", metavar="TEXT", help="what else is worth knowing")
    decide.add_argument("--link", metavar="TEXT", help="the ticket or page where it is followed up")
    listing = verbs.add_parser("list", help="what was decided", allow_abbrev=False)
    listing.add_argument("--format", choices=("table", "json"), default="table", metavar="NAME", help="table or json")
    verbs.add_parser("undo", help="take the last decision back", allow_abbrev=False)


def run(args: argparse.Namespace) -> int:
    """Decides, lists or undoes."""
    return {"set": _set, "list": _list, "undo": _undo}[args.verb](args)


def _set(args: argparse.Namespace) -> int:
    from debtscope.cli.talk import say
    from debtscope.services.deciders import user_name
    from debtscope.services.triage import decide

    decision = Decision(
        verdict=Verdict(args.verdict) if args.verdict else None, owner=args.owner,
        due=args.due.isoformat() if args.due else None, until=args.until.isoformat() if args.until else None,
        reason=args.reason, note=args.note, link=args.link,
    )  # fmt: skip
    if decision == Decision():
        raise UsageError("nothing to decide", "give --verdict, --owner, --due, --until, --reason, --note or --link")
    book = common.last_book(args)
    after = decide(book, args.ids, decision, by=user_name(), now=common.utc_now())
    for item in after.ledger.items:
        if item.id in args.ids:
            say(f"{item.id} is {item.triage.status.value}: {item.message}")
    return Exit.OK


def _list(args: argparse.Namespace) -> int:
    from debtscope.cli.output import emit
    from debtscope.export.decisions import decisions_json, decisions_table

    ledger = common.last_book(args).ledger
    emit(decisions_json(ledger) if args.format == "json" else decisions_table(ledger), ascii_only=args.ascii)
    return Exit.OK


def _undo(args: argparse.Namespace) -> int:
    from debtscope.cli.talk import say
    from debtscope.services.deciders import user_name
    from debtscope.services.triage import undo

    before = common.last_book(args)
    after = undo(before, by=user_name(), now=common.utc_now())
    was = {i.id: i.triage for i in before.ledger.items}
    changed = [i for i in after.ledger.items if was.get(i.id) != i.triage]
    for item in changed:
        say(f"{item.id} is {item.triage.status.value} again")
    if not changed:
        say("there was nothing to undo")
    return Exit.OK
