"""Arguments that several commands share, turned into typed values with errors that name the way out."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from debtscope.model.errors import UsageError
from debtscope.model.regex import regex

if TYPE_CHECKING:
    from debtscope.model.ledger import Item, Ledger
    from debtscope.query import Context, Query
    from debtscope.services.types import Book, ScanRequest

_HOURS = regex(r"^(\d+(?:\.\d+)?)\s*h?$")
_WEEKS = regex(r"^(\d+)\s*w?$")


def root_of(args: argparse.Namespace) -> Path:
    """The repository that a command is about: PATH, else -C, else the one around the current folder."""
    named = getattr(args, "path", None) or args.root
    if named is not None:
        if not Path(named).exists():
            raise UsageError(f"{named}: no such file or folder", "name the repository: debtscope -C PATH …")
        return Path(named)
    here = Path.cwd()
    return next((p for p in (here, *here.parents) if (p / ".git").exists() or (p / ".debtscope").is_dir()), here)


def iso_date(text: str) -> date:
    """For argparse: an ISO date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no date, as in 2026-11-20") from None


def hours(text: str) -> float:
    """For argparse: `40h` or `40`."""
    found = _HOURS.match(text)
    if not found:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of hours, as in 40h")
    return float(found[1])


def named_hours(text: str) -> tuple[str, float]:
    """For argparse: `ana=8h`."""
    name, _, number = text.rpartition("=")
    if not name:
        raise argparse.ArgumentTypeError(f"'{text}' is no name with hours, as in ana=8h")
    return name, hours(number)


def count(text: str) -> int:
    """For argparse: `20`."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"'{text}' is no number of items, as in 20")
    return int(text)


def weeks(text: str) -> int:
    """For argparse: `52w` or `52`."""
    found = _WEEKS.match(text)
    if not found or not 1 <= int(found[1]) <= 520:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of weeks from 1 to 520, as in 52w")
    return int(found[1])


def add_scan_options(parser: argparse.ArgumentParser) -> None:
    """What to read besides the repository, and against which day."""
    group = parser.add_argument_group("sources")
    group.add_argument(
        "--as-of",
        metavar="DATE",
        type=iso_date,
        help="the day against which ages are counted (default: today, UTC; with --rev the commit's)",
    )
    group.add_argument(
        "--rev",
        metavar="REV",
        help="scan a commit without touching the work tree: its files, settings and decisions, on its day",
    )
    group.add_argument(
        "--mlflow",
        metavar="PATH",
        action="append",
        default=[],
        help="an MLflow store: database, mlruns folder, tracking server (http://…) or database server (postgresql://…, extra sql); repeatable",
    )
    group.add_argument(
        "--monitoring", metavar="PATH", action="append", default=[], help="a folder of monitoring exports (repeatable)"
    )
    group.add_argument(
        "--sarif", metavar="FILE", action="append", default=[], help="a report of another tool (repeatable)"
    )
    group.add_argument(
        "--upstream", metavar="PATH", action="append", default=[],
        help="a clone of a repository that data is imported from, to see whether it has moved on (repeatable)",
    )  # fmt: skip
    group.add_argument(
        "--history", dest="past", action="store_true", help="search the branch's past commits for credentials, too"
    )
    group.add_argument("--no-cache", action="store_true", help="parse every file anew")
    group.add_argument("--no-save", action="store_true", help="keep no snapshot and write nothing into the repository")


def scan_request(args: argparse.Namespace) -> ScanRequest:
    """What a parsed command line asks to scan."""
    from debtscope.services.types import ScanRequest

    return ScanRequest(
        root=root_of(args), as_of=args.as_of, mlflow=tuple(args.mlflow), monitoring=tuple(args.monitoring),
        sarif=tuple(args.sarif), upstream=tuple(args.upstream),
        rev=args.rev, past=args.past, save=not args.no_save, state=args.state, use_cache=not args.no_cache,
    )  # fmt: skip


def run_scan(request: ScanRequest) -> Book:
    """A scan with progress on a terminal and one line about what went unread."""
    from debtscope.cli.talk import Telling, say
    from debtscope.export.table import unread
    from debtscope.services.scan import scan

    with Telling() as progress:
        book = scan(request, progress)
    if count := unread(book.ledger):
        say(
            f"{count} input{'s were' if count > 1 else ' was'} not read whole; `debtscope sources` or the ledger's diagnostics name them"
        )
    return book


def last_book(args: argparse.Namespace) -> Book:
    """The last snapshot. Raises UsageError where there is none."""
    from debtscope.services.browse import open_book

    root = root_of(args)
    book = open_book(root, args.state)
    if book is None:
        from debtscope.services.state import open_state

        refusal = open_state(root, args.state).refusal  # where no scan can be kept, scanning again would not help
        raise UsageError(f"{root}: no snapshot yet", refusal or "run debtscope scan first")
    return book


def context_of(book: Book) -> Context:
    """What queries are matched against."""
    from debtscope.query import Context

    return Context(as_of=date.fromisoformat(book.ledger.as_of), new_ids=book.new_ids)


def narrowed(book: Book, query: Query) -> Ledger:
    """The ledger with the items that match, still sorted by id."""
    from dataclasses import replace

    if not query.terms:
        return book.ledger
    context = context_of(book)
    return replace(book.ledger, items=tuple(i for i in book.ledger.items if query.matches(i, context)))


def viewed(book: Book, query: Query) -> list[Item]:
    """The items that the application shows for a query, in its order: settled ones where they are asked for."""
    from debtscope.export.order import listed

    asked = any(term.field in {"status", "is"} for term in query.terms)
    return query.apply(listed(book.ledger.items, everything=asked), context_of(book))


def query_of(text: str | None) -> Query:
    """A query option; the empty query where it was not given."""
    from debtscope.query import parse

    return parse(text or "")


def add_output_options(
    parser: argparse.ArgumentParser, default: str, formats: tuple[str, ...] | None = None, note: str = ""
) -> None:
    """--format and --output; `note` says what the names of formats do not."""
    from debtscope.export import FORMATS

    choices = formats or tuple(FORMATS)
    parser.add_argument(
        "--format", choices=choices, default=default, metavar="NAME",
        help=f"{', '.join(choices)} (default: {default}){note}",
    )  # fmt: skip
    parser.add_argument(
        "--output", metavar="FILE", type=Path, help="write to a file, whole or not at all (default: stdout)"
    )


def utc_now() -> datetime:
    """The clock, read in one place."""
    return datetime.now(UTC)
