"""A store as it was on a day, as far as its dates tell: what came later is left out.

Aliases, stages, tags and descriptions carry no date: those are as they are now.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from debtscope_collectors.sources.mlflow.facts import RegisteredModel, RunGroup
from debtscope_collectors.sources.mlflow.raw import RawStore


def until(raw: RawStore, as_of: date) -> tuple[RawStore, int]:
    """Without the versions, runs and logged models made after the end of a day, UTC, and how many those are."""
    end = datetime.combine(as_of, time(), UTC) + timedelta(days=1)
    end_ms = int(end.timestamp() * 1000)
    models = tuple(cut for model in raw.models if (cut := _model(model, end)) is not None)
    runs = {number: run for number, run in raw.runs.items() if _is_then(run.start, end)}
    logged = tuple(one for one in raw.logged if one.created < end_ms)
    kept = sum(len(model.versions) for model in models) + len(runs) + len(logged)
    every = sum(len(model.versions) for model in raw.models) + len(raw.runs) + len(raw.logged)
    groups = tuple(cut for group in raw.groups if (cut := _group(group, end)) is not None)
    return replace(raw, models=models, runs=runs, logged=logged, groups=groups), every - kept


def _is_then(at: datetime | None, end: datetime) -> bool:
    return at is None or at < end


def _model(model: RegisteredModel, end: datetime) -> RegisteredModel | None:
    versions = tuple(version for version in model.versions if _is_then(version.created, end))
    if not versions and (model.versions or not _is_then(model.created, end)):
        return None
    return replace(model, versions=versions)


def _group(group: RunGroup, end: datetime) -> RunGroup | None:
    runs = tuple(run for run in group.runs if _is_then(run.start, end))
    return replace(group, runs=runs) if len(runs) > 1 else None
