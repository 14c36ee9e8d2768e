"""`debtscope` and `debtscope tui`: opens the ledger in the application."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from debtscope.cli import common

PRINTED = ("table", "json", "csv", "markdown")
GROUPS = ("category", "owner", "path", "rule", "severity", "cause", "item")


def _columns(text: str) -> tuple[str, ...]:
    """For argparse: names of columns, as `y v` writes them."""
    from debtscope.tui.columns import CHOICES

    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    for name in names:
        if name not in CHOICES:
            raise argparse.ArgumentTypeError(f"'{name}' is no column; there are {', '.join(CHOICES)}")
    return names


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="a repository, or a ledger file to read")
    parser.add_argument("--query", "--view", metavar="Q", dest="view", default="", help="the query to open with")
    parser.add_argument("--group", metavar="BY", choices=GROUPS, help=f"group by {', '.join(GROUPS)}")
    parser.add_argument(
        "--columns",
        metavar="A,B",
        type=_columns,
        default=(),
        help="the ledger's columns; C in the application names them",
    )
    parser.add_argument(
        "--format", metavar="NAME", choices=PRINTED, help=f"print the view instead of opening it: {', '.join(PRINTED)}"
    )
    parser.add_argument(
        "--serve", action="store_true", help="show it in a browser of this machine, on 127.0.0.1 alone (extra serve)"
    )
    parser.add_argument("--port", metavar="N", type=int, default=8411, help="the port of --serve (default: 8411)")
    common.add_scan_options(parser)


def run(args: argparse.Namespace) -> int:
    """Opens the application, or prints the table where there is no terminal."""
    if args.view:
        common.query_of(args.view)
    request = common.scan_request(args)
    if args.serve:
        return _serve(args, request)
    if args.format in PRINTED[1:]:
        return _print_view(args, request)
    if args.format or not has_screen():
        return _print_table(args, request)
    import gc

    gc.disable()  # until the ledger is open: what the start makes stays for good, and walking it costs a sixth of the time
    from debtscope.tui.opening import run as open_application
    from debtscope.tui.views import View

    view = View(query=args.view, grouping=args.group, columns=args.columns)
    return open_application(request, view=view, ascii_only=args.ascii)


def _serve(args: argparse.Namespace, request: common.ScanRequest) -> int:
    """The same application, a process a visitor, with the same sources and the same view."""
    from debtscope.tui.scanner import words_of
    from debtscope.tui.serving import serve

    sources = [word for word in words_of(request) if not word.startswith("--root=")]
    words = ["tui", "-C", str(request.root.resolve()), *sources, *(["--ascii"] if args.ascii else [])]
    words += [f"--query={args.view}"] if args.view else []
    words += [f"--group={args.group}"] if args.group else []
    words += [f"--columns={','.join(args.columns)}"] if args.columns else []
    return serve(words, args.port)


def has_screen() -> bool:
    """Whether the application can be seen and typed into."""
    return is_served() or (sys.stdin.isatty() and sys.stdout.isatty() and not is_dumb())


def is_served() -> bool:
    """Whether a browser's terminal is at the other end of the pipes."""
    import os

    return "web_driver" in os.environ.get("TEXTUAL_DRIVER", "")


def is_dumb() -> bool:
    """Whether the terminal cannot place a cursor."""
    import os

    return os.environ.get("TERM", "") in {"", "dumb"}


def _print_view(args: argparse.Namespace, request: common.ScanRequest) -> int:
    """What the application would show and its `E` would write, for a program to read."""
    from dataclasses import replace

    from debtscope.cli.output import emit
    from debtscope.export import render
    from debtscope.services.browse import open_book

    book = open_book(request.root, request.state) or common.run_scan(request)
    items = sorted(common.viewed(book, common.query_of(args.view)), key=lambda item: item.id)
    emit(render(replace(book.ledger, items=tuple(items), run={}), args.format), ascii_only=args.ascii)
    return 0


def _print_table(args: argparse.Namespace, request: common.ScanRequest) -> int:
    from debtscope.cli.output import emit, terminal_columns
    from debtscope.export.table import item_rows, summary_table
    from debtscope.services.browse import open_book

    book = open_book(request.root, request.state) or common.run_scan(request)
    query = common.query_of(args.view)
    if query.sort:
        emit("\n".join(item_rows(common.viewed(book, query), terminal_columns())) + "\n", ascii_only=args.ascii)
    else:
        folder = request.root.resolve().name
        emit(summary_table(common.narrowed(book, query), terminal_columns(), folder), ascii_only=args.ascii)
    return 0
