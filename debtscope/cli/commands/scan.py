"""`debtscope scan`: scans, keeps a snapshot, prints."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from debtscope.cli import common
from debtscope.cli.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from debtscope.model.comparison import Comparison
    from debtscope.model.ledger import Item
    from debtscope.services.against import Older
    from debtscope.services.types import ScanRequest


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument(
        "path", nargs="?", type=Path, metavar="PATH", help="the repository (default: the one around this folder)"
    )
    common.add_scan_options(parser)
    common.add_output_options(parser, "table")
    gate = parser.add_argument_group("what is shown, and gates")
    gate.add_argument("--query", metavar="Q", help="show only the items that match")
    gate.add_argument(
        "--fail-on",
        metavar="Q",
        help="exit 1 when an item matches; deferred, accepted and dismissed items do not count",
    )
    gate.add_argument(
        "--against",
        metavar="REV|FILE|last",
        help="only what is new against a revision, a ledger file, the last snapshot, or snapshot:DATE",
    )
    gate.add_argument(
        "--budgets",
        action="store_true",
        help="exit 1 when a budget of debtscope.toml is exceeded or a ratchet turns back",
    )
    gate.add_argument("--strict", action="store_true", help="exit 1 when an input went unread or no source was read")
    gate.add_argument("--timings", action="store_true", help="write wall-clock facts into the document")


def run(args: argparse.Namespace) -> int:
    """Scans, prints the ledger, judges the gates."""
    from debtscope.cli.output import emit, terminal_columns
    from debtscope.export import render
    from debtscope.export.comparison import comparison_table
    from debtscope.export.table import summary_table

    query, fail_on = common.query_of(args.query), common.query_of(args.fail_on)
    request = common.scan_request(args)
    book = common.run_scan(request)
    _tell_unkept(request, book)
    older = _older(args.against, request, book)
    _tell_other_project(older, book)
    comparison = _compared(older, book)
    if comparison is not None:
        book = replace(book, new_ids=frozenset(i.id for i in comparison.new))
    ledger = common.narrowed(book, query)
    if comparison is not None:
        told = book.new_ids | comparison.grew.keys()
        ledger = replace(ledger, items=tuple(i for i in ledger.items if i.id in told))
    if not args.timings:
        ledger = replace(ledger, run={})
    if args.format != "table":
        text = render(ledger, args.format)
    elif comparison is not None:
        text = comparison_table(comparison, ledger, terminal_columns())
    else:
        text = summary_table(ledger, terminal_columns(), request.root.resolve().name)
    emit(text, args.output, ascii_only=args.ascii)
    return _judged(args, book, fail_on, comparison, older)


def _tell_unkept(request: ScanRequest, book: common.Book) -> None:
    """What every other command rests on; of a revision no snapshot is kept in any case."""
    if request.save and request.rev is None and book.snapshot is None and book.read_only:
        from debtscope.cli.talk import say

        say(f"no snapshot is kept: {book.read_only}")


def _older(against: str | None, request: ScanRequest, book: common.Book) -> Older | None:
    if against is None:
        return None
    from debtscope.cli.talk import Telling
    from debtscope.services.against import older_ledger

    with Telling() as progress:
        return older_ledger(request, book, against, progress)


def _tell_other_project(older: Older | None, book: common.Book) -> None:
    """A ledger file may be of any project, and all of this one is then new: a gate that fails for it would be a riddle."""
    if older is None or older.is_revision or older.snapshot is not None:
        return
    from debtscope.cli.talk import say
    from debtscope.model.ledger import NAMELESS

    theirs, ours = older.ledger.repository.name, book.ledger.repository.name
    known = {item.id for item in older.ledger.items}
    if theirs != ours and NAMELESS not in {theirs, ours}:
        say(f"{older.name} is a ledger of '{theirs}', and this is '{ours}': what that project lacks is told as new")
    elif known and book.ledger.items and not any(item.id in known for item in book.ledger.items):
        say(f"{older.name} shares no item with this scan: is it a ledger of another project? All is told as new")


def _compared(older: Older | None, book: common.Book) -> Comparison | None:
    if older is None:
        return None
    from debtscope.services.against import compare

    return compare(older, book.ledger)


def _judged(
    args: argparse.Namespace, book: common.Book, fail_on: common.Query, comparison: Comparison | None,
    older: Older | None,
) -> int:  # fmt: skip
    """Every gate speaks before the exit code does."""
    from debtscope.services.gates import failing

    code = Exit.OK
    if args.fail_on is not None and (items := failing(book, fail_on, comparison)):
        _tell(items, args.fail_on, comparison)
        code = Exit.GATE
    if args.budgets and _is_overspent(book, older):
        code = Exit.GATE
    if args.strict and (why := _incomplete(book)):
        from debtscope.cli.talk import complain

        complain(f"--strict: {why}", "debtscope sources names what was read and what was not")
        code = Exit.GATE
    return code


def _is_overspent(book: common.Book, older: Older | None) -> bool:
    from debtscope.cli.talk import say
    from debtscope.model.figures import hours
    from debtscope.services.gates import overspent

    found = overspent(book, older.ledger if older else None)
    for one in found:
        why = "it may only shrink" if one.by_ratchet else "the budget"
        say(
            f"budget {one.name} exceeded: {hours(one.hours_per_month)} h a month, {hours(one.limit)} is {why}; at fault:"
        )
        _list(one.items)
    return bool(found)


def _tell(items: Sequence[Item], query: str, comparison: Comparison | None) -> None:
    from debtscope.cli.talk import say

    grew: Mapping[str, tuple[str, ...]] = comparison.grew if comparison is not None else {}
    word = "" if comparison is None else "new or grown " if any(i.id in grew for i in items) else "new "
    many = f"{len(items)} {word}item{'s' if len(items) != 1 else ''}"
    say(f"gate failed: {many} match{'es' if len(items) == 1 else ''} {query or 'any query'}")
    _list(items, grew)


def _list(items: Sequence[Item], grew: Mapping[str, tuple[str, ...]] | None = None) -> None:
    from debtscope.cli.talk import say
    from debtscope.export.comparison import files_that_came
    from debtscope.export.order import listed
    from debtscope.export.table import where

    shown = listed(items, everything=True)
    for i in shown[:10]:
        came = files_that_came((grew or {}).get(i.id, ()))
        say(f"  {i.id}  {where(i)}{came}  {i.message}  To pay: {i.remediation.splitlines()[0]}")
    if len(shown) > 10:
        say(f"  and {len(shown) - 10} more")


def _incomplete(book: common.Book) -> str:
    """Why a strict gate fails; empty where it does not."""
    from debtscope.export.table import unread
    from debtscope.model.figures import counted
    from debtscope.model.vocabulary import SourceStatus

    if not any(s.status is SourceStatus.READ for s in book.ledger.sources):
        return "no source was read"
    return f"{counted(count, 'input')} not read whole" if (count := unread(book.ledger)) else ""
