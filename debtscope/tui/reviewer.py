"""The child process behind trends, meetings and their papers: pandas and the scan of a past commit stay out of the application.

It tells its steps as JSON lines, and in its last record what was asked for, in the very figures of the command line.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from debtscope.model.errors import DebtscopeError, UsageError
from debtscope.tui.scanner import request_from, request_parser, tell, tell_step, words_of
from debtscope.tui.wanted import Wanted

if TYPE_CHECKING:
    from debtscope.analytics.review import Review
    from debtscope.model.forecast import Forecast
    from debtscope.model.review import ReviewSource
    from debtscope.services.types import ScanRequest

AHEAD_WEEKS = 26
MOST_ROWS = 200
"""Items of one section that the application is told by name; their number and sums are of all."""
MODES = ("board", "minutes", "page", "backfill")


class NothingBefore(UsageError):
    """Nobody asked for a day, and there is none: no fault of anybody's."""


def command(request: ScanRequest, mode: str, wanted: Wanted) -> list[str]:
    """How the child is started, as the scan's is."""
    words = [sys.executable, "-P", "-m", "debtscope.tui.reviewer", *words_of(request), f"--mode={mode}"]
    words += [f"--since={wanted.since}", f"--budget={wanted.budget_hours!r}", f"--weeks={wanted.weeks}"]
    words += [f"--pin={one}" for one in sorted(wanted.pins)] + [f"--exclude={one}" for one in sorted(wanted.excluded)]
    return words + [f"--owner-hours={json.dumps([name, hours])}" for name, hours in sorted(wanted.owner_hours.items())]


def parse(argv: Sequence[str]) -> tuple[ScanRequest, str, Wanted]:
    """What `command` was made from."""
    parser = request_parser("reviewer")
    parser.add_argument("--mode", choices=MODES, required=True)
    parser.add_argument("--since", default="last")
    parser.add_argument("--budget", type=float, default=40.0)
    parser.add_argument("--weeks", type=int, default=26)
    for name in ("--pin", "--exclude", "--owner-hours"):
        parser.add_argument(name, action="append", default=[])
    args: argparse.Namespace = parser.parse_args(argv)
    wanted = Wanted(
        since=args.since, budget_hours=args.budget, weeks=args.weeks, pins=frozenset(args.pin),
        excluded=frozenset(args.exclude), owner_hours={str(n): float(h) for n, h in map(json.loads, args.owner_hours)},
    )  # fmt: skip
    return request_from(args), args.mode, wanted


def _source(request: ScanRequest, wanted: Wanted) -> ReviewSource:
    """Since the last review, or the last snapshot; a week where there is neither. Raises NothingBefore where there was no week."""
    from debtscope.services.plan import Wishes
    from debtscope.services.reviewing import gather

    wishes = Wishes(pins=wanted.pins, excluded=wanted.excluded, owner_hours=wanted.owner_hours)

    def since(when: str) -> ReviewSource:
        return gather(request, when, budget_hours=wanted.budget_hours, wishes=wishes, progress=tell_step)

    try:
        return since(wanted.since)
    except UsageError:
        if wanted.since != "last":
            raise
    try:
        return since("7d")
    except UsageError:
        raise NothingBefore(
            "this is the first scan, and there is no commit of a week ago: there is nothing to compare with yet",
            "a scan on another day begins the trends",
        ) from None


def _review(request: ScanRequest, wanted: Wanted) -> Review:
    source = _source(request, wanted)
    tell(event="step", stage="review", name="adding up", done=0, total=1, detail="")
    from debtscope.analytics.review import analyse

    return analyse(source)


def _forecast(request: ScanRequest, source: ReviewSource) -> Forecast:
    from debtscope.services.forecast import flows, forecast

    observed = flows(request.root, request.state, date.fromisoformat(source.after.as_of), source.kept)
    return forecast(
        source.after, observed, weeks=AHEAD_WEEKS, plan=source.plan, weekly_hours=None, team_hours=None
    )  # fmt: skip


def _board(request: ScanRequest, wanted: Wanted) -> dict[str, object]:
    """The review's document with the other figures of the screen; long sections are cut, their sums are not."""
    review = _review(request, wanted)
    from debtscope.analytics import trends
    from debtscope.export.forecast import forecast_json
    from debtscope.report.document import records, review_json

    document = json.loads(review_json(review))
    sections = [
        {
            "name": one["name"], "count": one["count"], "interest": one["interest_hours_per_month"],
            "items": one["items"][:MOST_ROWS],
        }
        for one in document.pop("sections")
    ]  # fmt: skip
    document["decisions"] = len(document["decisions"])
    bought = trends.bought(review)
    return {
        "review": document, "sections": sections, "forecast": json.loads(forecast_json(_forecast(request, review.source))),
        "ages": records(trends.ageing(review.items[review.items["counted"] > 0])),
        "movers": records(trends.movers(review)),
        "bought": {"items": bought.items, "principal": bought.principal, "interest": bought.interest},
        "days": [
            {
                "as_of": week.as_of, "interest": week.summary.interest.value, "items": week.summary.items, "came": week.came,
                "went": week.went,
                "by_category": {name: one.interest_hours_per_month for name, one in week.summary.by_category.items()},
            }
            for week in review.source.weeks
        ],
    }  # fmt: skip


def _minutes(request: ScanRequest, wanted: Wanted) -> dict[str, object]:
    review = _review(request, wanted)
    from debtscope.report.markdown import review_markdown

    return {"text": review_markdown(review)}


def _page(request: ScanRequest, wanted: Wanted) -> dict[str, object]:
    review = _review(request, wanted)
    from debtscope.report.page import review_page

    day = date.fromisoformat(review.source.after.as_of)
    ahead = {
        one.name: [((day + timedelta(weeks=p.week)).isoformat(), p.value, p.low, p.high) for p in one.points]
        for one in _forecast(request, review.source).scenarios
    }
    return {"text": review_page(review, ahead)}


def _backfill(request: ScanRequest, wanted: Wanted) -> dict[str, object]:
    from debtscope.services.backfill import backfill
    from debtscope.services.scan import scan

    today = scan(request, tell_step)
    done = backfill(request, wanted.weeks, today.ledger, tell_step, now=datetime.now(UTC))
    return {"made": done.made, "skipped": done.skipped}


WORK: Mapping[str, Callable[[ScanRequest, Wanted], dict[str, object]]] = {
    "board": _board, "minutes": _minutes, "page": _page, "backfill": _backfill,
}  # fmt: skip


def main(argv: Sequence[str]) -> int:
    """Works; the last record says `done` or `failed`."""
    request, mode, wanted = parse(argv)
    try:
        done = WORK[mode](request, wanted)
    except DebtscopeError as error:
        tell(event="failed", message=error.message, hint=error.hint, is_expected=isinstance(error, NothingBefore))
        return 2
    tell(event="done", **done)
    return 0


if __name__ == "__main__":
    os.nice(5)  # whoever types goes first
    sys.exit(main(sys.argv[1:]))
