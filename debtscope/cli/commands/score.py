"""`debtscope score`: the ML Test Score with its evidence, and the answers that only the team can give."""

from __future__ import annotations

import argparse

from debtscope.cli import common
from debtscope.cli.exits import Exit
from debtscope.model.errors import UsageError


def configure(parser: argparse.ArgumentParser) -> None:
    """Options, and the one verb."""
    common.add_output_options(parser, "table", ("table", "markdown", "json"))
    verbs = parser.add_subparsers(dest="verb", metavar="answer")
    answer = verbs.add_parser("answer", help="say what a test is worth", allow_abbrev=False)
    answer.add_argument("test", metavar="TEST", help="D1 to D7, M1 to M7, I1 to I7, O1 to O7")
    answer.add_argument("value", metavar="VALUE", help="0, 0.5 or 1")
    answer.add_argument("--reason", required=True, metavar="TEXT", help="what is done, and where one can see it")


def run(args: argparse.Namespace) -> int:
    """Prints the score, or records an answer."""
    return _answer(args) if args.verb == "answer" else _show(args)


def _show(args: argparse.Namespace) -> int:
    from debtscope.cli.output import emit, terminal_columns
    from debtscope.export.score import score_json, score_markdown, score_table

    ledger = common.last_book(args).ledger
    if args.format == "json":
        text = score_json(ledger)
    else:
        text = score_markdown(ledger) if args.format == "markdown" else score_table(ledger, terminal_columns())
    emit(text, args.output, ascii_only=args.ascii)
    return Exit.OK


def _answer(args: argparse.Namespace) -> int:
    from debtscope.cli.talk import say
    from debtscope.services.deciders import user_name
    from debtscope.services.score import answer

    try:
        value = float(args.value.replace("½", "0.5"))
    except ValueError:
        raise UsageError(f"'{args.value}' is no value", "a test is worth 0, 0.5 or 1") from None
    book = common.last_book(args)
    after = answer(book, args.test, value, args.reason, by=user_name(), now=common.utc_now())
    if after.ledger.score is not None:
        say(f"{args.test.upper()} is {value:g}; the score is {after.ledger.score.total:g} of 7")
    return Exit.OK
