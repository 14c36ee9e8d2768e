"""How often pipelines and trainings run, as far as it was recorded: the measured drivers of several rules."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from debtscope.api import Driver, Facts, GitHistory
from debtscope_collectors.sources.mlflow.facts import MlflowStore, RegisteredModel

WINDOW_DAYS = 90
MONTH_DAYS = 365.25 / 12


def reproductions(facts: Facts, dvc_yaml: str) -> tuple[Driver, ...]:
    """Commits of the dvc.lock beside a dvc.yaml over the last 90 days: each is one reproduction that was kept."""
    history = facts.one(GitHistory)
    lock = posixpath.join(posixpath.dirname(dvc_yaml), "dvc.lock")
    if history is None or not history.of(lock):
        return ()
    end = datetime.combine(facts.as_of, time(), UTC) + timedelta(days=1)
    start = end - timedelta(days=WINDOW_DAYS)
    count = sum(start <= commit.at < end for commit in history.of(lock))
    return (_runs(count, "reproductions a month", f"{count} commits of {lock} in {WINDOW_DAYS} days"),)


def trainings(stores: Iterable[MlflowStore], experiment: str | None = None) -> tuple[Driver, ...]:
    """Finished runs a month of all stores, or of one experiment; nothing where no run of it is known."""
    every = [e for store in stores for e in store.experiments if e.last_start is not None]
    kept = every if experiment is None else [e for e in every if e.name == experiment]
    if not kept:
        return ()
    count = sum(e.finished for e in kept)
    of = "" if experiment is None else f" of {experiment}"
    return (_runs(count, "runs a month", f"{count} FINISHED runs{of} in {WINDOW_DAYS} days"),)


def promotions(facts: Facts, model: RegisteredModel, path: str) -> tuple[Driver, ...]:
    """Versions registered a month over the last year: each is a candidate for promotion that people had to judge."""
    end = datetime.combine(facts.as_of, time(), UTC) + timedelta(days=1)
    made = [version.created for version in model.versions if version.created and version.created < end]
    if not made:
        return ()
    days = min(365.0, max((end - min(made)).days + 1, WINDOW_DAYS))
    count = sum(at >= end - timedelta(days=days) for at in made)
    rate = round(count * MONTH_DAYS / days, 2)
    ref = f"{path}: {count} versions in {days:.0f} days"
    return (Driver(name="promotions_per_month", value=rate, unit="versions a month", ref=ref),)


def _runs(count: int, unit: str, ref: str) -> Driver:
    return Driver(name="runs_per_month", value=round(count * MONTH_DAYS / WINDOW_DAYS, 2), unit=unit, ref=ref)
