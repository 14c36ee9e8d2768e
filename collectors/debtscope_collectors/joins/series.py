"""Reports put in series: those of one name pattern, or of one folder and tool where a pattern is too thin."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from debtscope.model.frozen import frozen
from debtscope_collectors.joins.facts import BoundReport
from debtscope_collectors.sources.monitoring.facts import MonitorReport

ENOUGH = 3
"""Dated reports from which a name pattern is a series of its own."""


@frozen
class ReportSeries:
    """Dated reports of one model and one series, oldest first."""

    model: str | None
    tool: str
    name: str
    """The folder, or the pattern where the folder holds several series."""
    bounds: tuple[BoundReport, ...]
    is_rest: bool = False
    """The thin patterns of a folder in which others are series of their own: one-offs."""

    @property
    def reports(self) -> tuple[MonitorReport, ...]:
        """Without their bindings."""
        return tuple(bound.report for bound in self.bounds)

    @property
    def times(self) -> tuple[datetime, ...]:
        """When there are reports, each time once."""
        return tuple(sorted({report.at for report in self.reports if report.at is not None}))

    @property
    def interval(self) -> timedelta | None:
        """The usual distance of two reports; None with fewer than two."""
        steps = [(later - earlier).total_seconds() for earlier, later in pairwise(self.times)]
        return timedelta(seconds=median(steps)) if steps else None


def folder_of(report: MonitorReport) -> str:
    """The folder of a series, dates and ids of runs taken out."""
    return report.stream.partition("|")[0].rpartition("/")[0] or "."


def series_of(bounds: Iterable[BoundReport]) -> list[ReportSeries]:
    """All series, in a stable order. Undated reports belong to none."""
    dated = [bound for bound in bounds if bound.report.at is not None]
    days: dict[tuple[str | None, str], set[object]] = {}
    for bound in dated:
        days.setdefault((bound.model, bound.report.stream), set()).add(bound.report.at)
    groups: dict[tuple[str, str, str], list[BoundReport]] = {}
    settled: set[tuple[str | None, str]] = set()
    for bound in dated:
        report = bound.report
        own = len(days[bound.model, report.stream]) >= ENOUGH
        name = report.stream if own else folder_of(report)
        if own:
            settled.add((bound.model, folder_of(report)))
        groups.setdefault((bound.model or "", report.tool, name), []).append(bound)
    return [
        ReportSeries(
            model=model or None,
            tool=tool,
            name=name,
            bounds=tuple(sorted(members, key=_age)),
            is_rest=(model or None, name) in settled,
        )
        for (model, tool, name), members in sorted(groups.items())
    ]


def _age(bound: BoundReport) -> tuple[datetime, str]:
    assert bound.report.at is not None, "series hold dated reports only"
    return bound.report.at, bound.report.path
