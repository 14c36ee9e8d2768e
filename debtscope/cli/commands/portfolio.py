"""`debtscope portfolio`: one ledger of many repositories."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from debtscope.cli import common
from debtscope.cli.exits import Exit
from debtscope.model.errors import UsageError

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.model.portfolio import Portfolio
    from debtscope.services.portfolio.work import Engine

FORMATS = ("table", "json", "markdown", "html")


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument(
        "targets", nargs="+", type=Path, metavar="LEDGER|REPO",
        help="a repository to scan (a bare one at its HEAD), or a ledger or portfolio file",
    )  # fmt: skip
    parser.add_argument(
        "--as-of", metavar="DATE", type=common.iso_date, help="the day on which repositories are judged (default: today, UTC)"
    )  # fmt: skip
    parser.add_argument("--query", metavar="Q", help="only the items that match; repo:NAME names a repository")
    parser.add_argument(
        "--jobs", metavar="N", type=_jobs, default=None, help="scans at once (default: one a processor)"
    )
    parser.add_argument(
        "--engine", choices=("local", "dask"), default="local", metavar="NAME",
        help="local (processes of this machine, default) or dask (extra dask: a cluster whose workers see the same folders)",
    )  # fmt: skip
    parser.add_argument(
        "--scheduler", metavar="URL", help="the Dask scheduler, as in tcp://host:8786 (default: a cluster on this machine)"
    )  # fmt: skip
    parser.add_argument("--save", action="store_true", help="keep a snapshot in each repository, as its own scan would")
    parser.add_argument("--no-cache", action="store_true", help="parse every file anew")
    parser.add_argument("--tui", action="store_true", help="open it in the application, read-only")
    parser.add_argument(
        "--plotly", choices=("inline", "cdn"), default="inline", metavar="WHERE",
        help="html: plotly.js inside the page (works offline, default) or from its own server (cdn, a small page)",
    )  # fmt: skip
    common.add_output_options(parser, "table", FORMATS)


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1024:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of scans from 1 to 1024")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Gathers, tells what was left out, writes or opens."""
    from debtscope.cli.output import emit
    from debtscope.cli.talk import Telling, say
    from debtscope.services.portfolio import PortfolioRequest, gather
    from debtscope.services.types import Place

    query = common.query_of(args.query)
    request = PortfolioRequest(
        targets=tuple(args.targets), as_of=args.as_of or common.utc_now().date(), save=args.save,
        use_cache=not args.no_cache, store=args.state.store if isinstance(args.state, Place) else None,
    )  # fmt: skip
    with Telling() as progress:
        portfolio = gather(request, _engine(args), progress, query)
    for one in portfolio.unread if args.format != "table" or args.output else ():  # the table says it too
        say(f"left out: {one.name}: {one.message}")
    if args.tui and _has_terminal():
        return _open(args, portfolio)
    emit(_text(args, portfolio, query), args.output, ascii_only=args.ascii)
    return Exit.OK


def _engine(args: argparse.Namespace) -> Engine:
    jobs = args.jobs or os.cpu_count() or 1
    if args.engine == "dask":
        from debtscope.services.portfolio.cluster import DaskEngine

        return DaskEngine(args.scheduler, jobs)
    if args.scheduler is not None:
        raise UsageError("--scheduler is for --engine dask", "add --engine dask")
    from debtscope.services.portfolio.local import LocalEngine

    return LocalEngine(jobs)


def _text(args: argparse.Namespace, portfolio: Portfolio, query: common.Query) -> str:
    from debtscope.export.portfolio import portfolio_json, portfolio_markdown, portfolio_table

    if args.format == "json":
        return portfolio_json(portfolio)
    if args.format == "html":
        from debtscope.report.portfolio import portfolio_page

        return portfolio_page(portfolio, cdn=args.plotly == "cdn")
    from debtscope.cli.output import terminal_columns

    items = _ordered(portfolio, query)
    if args.format == "markdown":
        return portfolio_markdown(portfolio, items)
    return portfolio_table(portfolio, items, terminal_columns())


def _ordered(portfolio: Portfolio, query: common.Query) -> list[Item]:
    """The query has chosen already: on each ledger's own day."""
    from dataclasses import replace

    from debtscope.export.order import listed
    from debtscope.query import Context

    asked = any(term.field in {"status", "is"} for term in query.terms)
    items = listed(portfolio.merged.items, everything=asked)
    return replace(query, terms=()).apply(items, Context(as_of=date.fromisoformat(portfolio.merged.as_of)))


def _has_terminal() -> bool:
    from debtscope.cli.commands.tui import is_dumb

    return sys.stdin.isatty() and sys.stdout.isatty() and not is_dumb()


def _open(args: argparse.Namespace, portfolio: Portfolio) -> int:
    """Through a file, so that `debtscope tui FILE` of a kept one is the same."""
    import tempfile

    from debtscope.cli.output import emit
    from debtscope.export.portfolio import portfolio_json
    from debtscope.services.types import ScanRequest

    with tempfile.TemporaryDirectory(prefix="debtscope-portfolio-") as folder:
        path = Path(folder) / "portfolio.json"
        emit(portfolio_json(portfolio), path)
        from debtscope.tui.opening import run as open_application

        return open_application(ScanRequest(root=path), ascii_only=args.ascii)
