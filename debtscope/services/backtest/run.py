"""Puts the cuts of a backtest together: which days, what was predicted, what followed, and what to say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from debtscope.engine.registry import Registry, installed
from debtscope.model.backtest import OURS, Backtest, Cut, FileOutcome
from debtscope.model.errors import UsageError
from debtscope.model.frozen import frozen
from debtscope.services.backtest import measures
from debtscope.services.backtest.outcome import Outcome, outcome
from debtscope.services.backtest.replay import Replay, Scored, Trunk, read_trunk
from debtscope.services.backtest.verdict import verdict
from debtscope.services.types import Progress, ProgressSink, ignore_progress

if TYPE_CHECKING:
    from debtscope.services.backtest.measures import Sample

FEWEST_FILES = 10


@frozen
class BacktestRequest:
    """What to replay."""

    root: Path
    rev: str | None = None
    """The branch or commit that the past is read from; HEAD when None."""
    window_months: int = 6
    """How long after a cut repairs are counted; cuts are so far apart, too."""
    most_cuts: int = 8
    """The newest that are judged."""
    days: tuple[date, ...] = ()
    """The last known day of each cut, where the user chooses them."""
    draws: int = measures.DRAWS
    """Of the bootstrap."""


@dataclass(slots=True)
class _Open:
    """A cut whose window is not over yet, while the replay moves on."""

    scored: Scored
    end: date


@dataclass(slots=True)
class _Judged:
    cuts: list[Cut] = field(default_factory=list[Cut])
    samples: list[Sample] = field(default_factory=list["Sample"])
    skipped: list[str] = field(default_factory=list[str])


def run_backtest(
    request: BacktestRequest,
    progress: ProgressSink = ignore_progress,
    *,
    registry: Registry | None = None,
    now: datetime | None = None,
) -> Backtest:
    """Scores past days and holds them against what followed. Raises UsageError where there is no past to judge."""
    now = now or datetime.now(UTC)
    root = request.root.resolve()
    trunk = read_trunk(root, request.rev, now)
    days = cut_days(request, trunk)
    if not days:
        raise UsageError(
            f"history is too short: a backtest learns from a first year of commits and judges {request.window_months} months after it",
            "--window takes fewer months" if request.window_months > 1 else "come back when the repository is older",
        )
    judged = _replay(request, Replay(root, registry or installed(), now), trunk, days, progress)
    if not judged.cuts:
        reason = next(iter(judged.skipped), "no day could be read")
        way_out = "git fetch --unshallow brings the rest" if "shallow" in reason else "--cut DATE chooses other days"
        raise UsageError(f"nothing can be judged: {reason}", way_out)
    means, gains = measures.standings(judged.samples, request.draws) if judged.samples else ({}, {})
    ratio = measures.ratio([cut.predicted for cut in judged.cuts], [float(cut.fixes) for cut in judged.cuts])
    told = verdict(judged.cuts, means, gains, ratio)
    return Backtest(
        repository=root.name, window_months=request.window_months, cuts=tuple(judged.cuts),
        skipped=tuple(judged.skipped), standings=means, gains=gains, ratio=ratio,
        is_calibrated=told.is_calibrated, verdict=told.sentences,
    )  # fmt: skip


def cut_days(request: BacktestRequest, trunk: Trunk) -> list[date]:
    """The days to judge, oldest first: ends of calendar months that do not move as history grows."""
    newest, oldest = trunk.newest, trunk.oldest
    if newest is None or oldest is None:
        return []
    if request.days:
        return sorted(set(request.days))
    step = request.window_months
    count = (newest.year * 12 + newest.month - 1) // step * step
    found: list[date] = []
    while len(found) < request.most_cuts:
        day = date(count // 12, count % 12 + 1, 1) - timedelta(days=1)
        if day < oldest + timedelta(days=180):
            break
        if window_end(day, step) <= newest:
            found.append(day)
        count -= step
    return found[::-1]


def window_end(day: date, months: int) -> date:
    """The last day of the window that begins after `day`."""
    first = day + timedelta(days=1)
    count = first.year * 12 + first.month - 1 + months
    year, month = count // 12, count % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(first.day, last)) - timedelta(days=1)


def _replay(
    request: BacktestRequest, replay: Replay, trunk: Trunk, days: Sequence[date], progress: ProgressSink
) -> _Judged:
    """Goes through the days once, in order, so that no more than one history is held at a time."""
    ends = {day: window_end(day, request.window_months) for day in days}
    stops = sorted({*days, *ends.values()})
    waiting: list[_Open] = []
    judged = _Judged()
    for number, day in enumerate(stops):
        progress(Progress(stage="replay", name=day.isoformat(), done=number, total=len(stops)))
        revision = trunk.at(day)
        if revision is None:
            judged.skipped += [f"{day}: before the first commit"] if day in ends else []
            continue
        scored, commits = replay.score(revision, day) if day in ends else (None, replay.commits(revision))
        for cut in [one for one in waiting if one.end == day]:
            waiting.remove(cut)
            later = [commit for commit in commits if commit.sha not in cut.scored.known]
            _judge(cut, outcome(later, cut.scored.table.files), judged)
        if scored is None:
            continue
        if reason := _unfit(scored, ends[day], trunk):
            judged.skipped.append(f"{day}: {reason}")
        else:
            waiting.append(_Open(scored, ends[day]))
    progress(Progress(stage="replay", name="measures", done=len(stops), total=len(stops)))
    return judged


def _unfit(scored: Scored, end: date, trunk: Trunk) -> str:
    if not scored.table.is_measured:
        return scored.table.note.partition(":")[0]
    if len(scored.table.files) < FEWEST_FILES:
        return f"{len(scored.table.files)} files of production code"
    if trunk.newest is not None and end > trunk.newest:
        return "its window is not over"
    return ""


def _judge(cut: _Open, then: Outcome, judged: _Judged) -> None:
    table, months = cut.scored.table, _months(cut.scored.day, cut.end)
    sample = _sample(cut.scored, then)
    measured = measures.measure(sample)
    judged.cuts.append(
        Cut(
            as_of=cut.scored.day.isoformat(), revision=cut.scored.revision, until=cut.end.isoformat(),
            files=len(table.files), commits=table.commits, fixes=then.fixes,
            predicted=round(table.fixes_per_month.mid * months, 3), low=round(table.fixes_per_month.low * months, 3),
            high=round(table.fixes_per_month.high * months, 3),
            measures={name: {key: round(value, 4) for key, value in one.items()} for name, one in measured.items()},
            digest=cut.scored.digest,
            outcomes=tuple(
                FileOutcome(
                    path=path, loc=file.loc, touches_per_month=file.touches_per_month,
                    corrective_hours_per_month=file.corrective_hours_per_month, fixes=then.by_file[path],
                )
                for path, file in sorted(table.files.items())
            ),
        )
    )  # fmt: skip
    if measured:
        judged.samples.append(sample)
    else:
        judged.skipped.append(f"{cut.scored.day}: no ranking can be judged, {then.fixes} repairs followed")


def _months(day: date, end: date) -> float:
    return (end - day).days / (365.25 / 12)


def _sample(scored: Scored, then: Outcome) -> Sample:
    paths = sorted(scored.table.files)
    files, histories = scored.table.files, scored.table.histories
    lines = [float(max(files[path].loc, 1)) for path in paths]
    churn = [float(histories[path].commits_year) if path in histories else 0.0 for path in paths]
    columns: Mapping[str, Sequence[float]] = {
        OURS: [files[path].corrective_hours_per_month for path in paths],
        "size": lines,
        "churn": churn,
        "hotspot": [commits * size for commits, size in zip(churn, lines, strict=True)],
        "touch rate": [files[path].touches_per_month for path in paths],
    }
    return measures.Sample(
        scores={name: np.array(values) for name, values in columns.items()},
        lines=np.array(lines),
        fixes=np.array([float(then.by_file[path]) for path in paths]),
    )
