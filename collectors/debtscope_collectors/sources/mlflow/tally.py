"""Counts over runs that were listed one by one (file store, server); a database counts in SQL, to the same effect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date

from debtscope.model.frozen import frozen
from debtscope_collectors.sources.mlflow.facts import ExperimentStats, GroupedRun, OpenRun, RunGroup
from debtscope_collectors.sources.mlflow.raw import (
    DAY_MS,
    LAST_RUNS,
    LISTED_OPEN,
    LISTED_RUNS,
    MAX_NAMED,
    OPEN_MS,
    QUIET_MS,
    moment,
    per_month,
    window,
)

ENDED = ("FINISHED", "FAILED", "KILLED")


@frozen
class LightRun:
    """As much of a run as is counted. Times in milliseconds since the epoch."""

    run_id: str
    experiment: str
    """Its id."""
    name: str | None
    status: str
    start: int | None
    end: int | None
    is_active: bool
    has_commit: bool
    datasets: int
    params: int
    has_metrics: bool
    has_model: bool
    names_data: bool
    deleted: int | None = None
    updated: int | None = None
    """When it last logged a metric."""
    parent: str | None = None
    is_unnamed: bool = False
    """A generated name or none, no tag of its own, no note."""


@frozen
class Candidate:
    """A FINISHED run with a commit, to be compared with others like it."""

    run: GroupedRun
    experiment: str
    commit: str
    source: str | None
    params: Mapping[str, str]
    datasets: tuple[str, ...]


def groups(candidates: Iterable[Candidate]) -> tuple[RunGroup, ...]:
    """Runs that were made of the same, where there are two or more of them."""
    found: dict[tuple[object, ...], list[Candidate]] = defaultdict(list)
    for one in candidates:
        params = tuple(sorted(one.params.items()))
        found[(one.experiment, one.commit, one.source, params, tuple(sorted(one.datasets)))].append(one)
    made: list[RunGroup] = []
    for members in found.values():
        if len(members) < 2:
            continue
        first = members[0]
        runs = sorted((one.run for one in members), key=lambda run: (str(run.start), run.run_id))
        made.append(
            RunGroup(
                experiment=first.experiment, commit=first.commit, params=first.params,
                datasets=tuple(sorted(first.datasets)), runs=tuple(runs),
            )
        )  # fmt: skip
    return tuple(sorted(made, key=lambda group: (group.experiment, group.commit, group.runs[0].run_id)))


def tally(
    names: Mapping[str, str], runs: Sequence[LightRun], as_of: date, traced: Set[str] = frozenset()
) -> tuple[tuple[ExperimentStats, ...], list[str]]:
    """Per experiment the counts, and the ids of the newest runs without a commit."""
    by_experiment: dict[str, list[LightRun]] = defaultdict(list)
    parents = {run.parent for run in runs if run.parent}
    for run in runs:
        by_experiment[run.experiment].append(run)
    stats = tuple(
        _stats(experiment, name, by_experiment.get(experiment, []), as_of, parents, experiment in traced)
        for experiment, name in names.items()
    )
    start, end = window(as_of)
    bare = [
        (run.start, run.run_id)
        for run in runs
        if run.is_active and run.status == "FINISHED" and not run.has_commit and run.experiment in names
        and run.start is not None and start <= run.start < end
    ]  # fmt: skip
    return stats, [run for _, run in sorted(bare, key=lambda pair: (-pair[0], pair[1]))[:LISTED_RUNS]]


def _stats(
    experiment: str, name: str, runs: Sequence[LightRun], as_of: date, parents: Set[str], is_traced: bool
) -> ExperimentStats:
    start, end = window(as_of)
    active = [run for run in runs if run.is_active and run.start is not None]
    known = [(run, run.start) for run in active if run.start is not None]
    done = sorted(
        ((at, run) for run, at in known if run.status == "FINISHED" and at < end), key=lambda p: (-p[0], p[1].run_id)
    )
    finished = [run for at, run in done if at >= start]
    recent = [run for n, (at, run) in enumerate(done) if (at >= start or n < LAST_RUNS) and run.run_id not in parents]
    month = [run for run, at in known if run.status in ENDED and end - 30 * DAY_MS <= at < end]
    failed = [run for run in month if run.status == "FAILED"]
    is_open = [
        (at, run) for run, at in known
        if run.status == "RUNNING" and at < end - OPEN_MS and (run.updated or 0) < end - QUIET_MS
    ]  # fmt: skip
    named = [
        run for _, run in sorted(((at, run) for run, at in known if at < end and not run.parent), key=lambda p: -p[0])
    ]
    named = named[:MAX_NAMED]
    is_open.sort(key=lambda pair: (-pair[0], pair[1].run_id))
    return ExperimentStats(
        name=name,
        experiment_id=experiment,
        finished=len(finished),
        without_commit=sum(not run.has_commit for run in finished),
        without_dataset=sum(not run.datasets for run in finished),
        without_params=sum(not run.params for run in finished),
        per_month=per_month(len(finished)),
        last_start=moment(max((at for _, at in known if at < end), default=None)),
        without_data=sum(not run.datasets and not run.names_data for run in finished),
        recent=len(recent),
        recent_bare=sum(not run.params and (run.has_metrics or run.has_model) for run in recent),
        open=len(is_open),
        open_runs=tuple(OpenRun(run_id=r.run_id, name=r.name, start=moment(at)) for at, r in is_open[:LISTED_OPEN]),
        ended=len(month),
        failed=len(failed),
        failed_hours=float(sum(hours(run.start, run.end) for run in failed)),
        deleted=sum(
            not run.is_active and run.deleted is not None and run.deleted < end - 30 * DAY_MS for run in runs
        ),
        runs=len(named),
        unnamed=sum(run.is_unnamed for run in named),
        is_traced=is_traced,
    )  # fmt: skip


def hours(start: int | None, end: int | None) -> float:
    """What a run took; 0 where it never ended or its times make no sense."""
    if start is None or end is None or end < start or end - start > 365 * DAY_MS:
        return 0.0
    return round((end - start) / 3_600_000, 3)
