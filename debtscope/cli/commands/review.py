"""`debtscope review`: what happened since the last one, what was decided, and what to do next."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from debtscope.cli import common
from debtscope.cli.exits import Exit

if TYPE_CHECKING:
    from debtscope.model.review import ReviewSource

FORMATS = ("markdown", "html", "json")


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument(
        "--since",
        metavar="WHEN",
        default="7d",
        help="7d, 2w, a date, last (the last recorded review), snapshot:DATE, or a revision (default: 7d)",
    )
    parser.add_argument(
        "--budget",
        metavar="HOURS",
        type=common.hours,
        default=40.0,
        help="hours of the plan for what comes next (default: 40h)",
    )
    parser.add_argument(
        "--plotly", choices=("inline", "cdn"), default="inline", metavar="WHERE",
        help="html: plotly.js inside the page (works offline, default) or from its own server (cdn, a small page)",
    )  # fmt: skip
    parser.add_argument("--authors", action="store_true", help="html: name who took debt on")
    parser.add_argument(
        "--open",
        action="store_true",
        help="open it in the application: figures, agenda, and M for the meeting; with no terminal it is printed",
    )
    parser.add_argument("--record", action="store_true", help="note in the log that this review took place")
    common.add_scan_options(parser)
    common.add_output_options(parser, "markdown", FORMATS)


def run(args: argparse.Namespace) -> int:
    """Gathers, analyses and writes; or opens the application, which does so itself."""
    from debtscope.cli.commands.tui import has_screen

    if args.open and has_screen():
        from debtscope.tui.opening import run as open_application
        from debtscope.tui.wanted import Wanted

        wanted = Wanted(budget_hours=args.budget, since=args.since)
        return open_application(common.scan_request(args), ascii_only=args.ascii, place="trends", wanted=wanted)
    from debtscope.cli.output import emit
    from debtscope.cli.talk import Telling
    from debtscope.engine.memory import rare_collections
    from debtscope.services.reviewing import gather

    with rare_collections():  # two ledgers are many small objects that all stay
        with Telling() as progress:
            source = gather(
                common.scan_request(args), args.since, budget_hours=args.budget, progress=progress, now=common.utc_now()
            )
        text = _text(args, source if args.format == "json" else _called(source, common.root_of(args)))
    emit(text, args.output, ascii_only=args.ascii)
    if args.record:
        from debtscope.services.deciders import user_name
        from debtscope.services.reviewing import record_review

        record_review(common.last_book(args), by=user_name(), now=common.utc_now())
    return Exit.OK


def _called(source: ReviewSource, root: Path) -> ReviewSource:
    """For people a repository without a name of its own is called as its folder; a document is the same in every folder."""
    from dataclasses import replace

    from debtscope.model.ledger import NAMELESS

    repository = source.after.repository
    if repository.name != NAMELESS:
        return source
    return replace(source, after=replace(source.after, repository=replace(repository, name=root.resolve().name)))


def _text(args: argparse.Namespace, source: ReviewSource) -> str:
    from debtscope.analytics.review import analyse

    review = analyse(source)
    if args.format == "json":
        from debtscope.report.document import review_json

        return review_json(review)
    if args.format == "markdown":
        from debtscope.report.markdown import review_markdown

        return review_markdown(review)
    from debtscope.report.page import review_page

    return review_page(review, _ahead(args, source), cdn=args.plotly == "cdn", authors=args.authors)


def _ahead(args: argparse.Namespace, source: ReviewSource) -> dict[str, list[tuple[str, float, float, float]]]:
    """Half a year of the forecast, for the page's figure."""
    from datetime import timedelta

    from debtscope.services.forecast import flows, forecast

    day = date.fromisoformat(source.after.as_of)
    observed = flows(common.root_of(args), args.state, day, source.kept)
    told = forecast(source.after, observed, weeks=26, plan=source.plan, weekly_hours=None, team_hours=None)
    return {
        one.name: [((day + timedelta(weeks=p.week)).isoformat(), p.value, p.low, p.high) for p in one.points]
        for one in told.scenarios
    }
