"""What the tests of the ML Test Score ask of the facts, in their own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from debtscope.api import Facts, ScoreEvidence, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.ci_tests import CiTests
from debtscope_collectors.joins.ci_texts import saying
from debtscope_collectors.joins.docs import Documentation
from debtscope_collectors.joins.facts import BoundReport, CodeBase, CodeModule, InventoryModel, ModelInventory
from debtscope_collectors.joins.series import ENOUGH, ReportSeries, series_of
from debtscope_collectors.sources.ci.facts import CiCommand, CiWorkflow
from debtscope_collectors.sources.python.lookup import matching

_MOST = 6
"""Pieces of evidence of one kind that are kept: more prove nothing more."""
_RUN_BY = regex(r"(?:dvc|ci|dag|docker|k8s|compose|make|pipeline|job):")
_ROLES = frozenset({"production", "script", "notebook", "experiment"})


def judged(test: str, *, half: Iterable[str] = (), full: Iterable[str] = (), searched: str = "") -> ScoreEvidence:
    """Evidence in order and without repetition."""
    best = tuple(dict.fromkeys(full))[:_MOST]
    rest = tuple(one for one in dict.fromkeys(half) if one not in best)[:_MOST]
    return ScoreEvidence(test=test, full=best, half=rest, searched=searched)


def modules(facts: Facts) -> list[CodeModule]:
    """Code that somebody of the project wrote to be run, sorted by path."""
    code = facts.one(CodeBase)
    found = code.modules.values() if code else ()
    return sorted((module for module in found if module.role in _ROLES), key=lambda module: module.path)


def runs_by_itself(module: CodeModule) -> bool:
    """A pipeline, a CI job, a container or a schedule starts it or what it belongs to."""
    return module.in_production or bool(module.entry and _RUN_BY.match(module.entry))


@frozen
class CalledNames:
    """What the project's code calls, each name once."""

    names: frozenset[str]


@join(CalledNames)
def called_names(facts: Facts) -> Iterator[CalledNames]:
    """Exactly one."""
    yield CalledNames(names=frozenset(name for module in modules(facts) for name in module.facts.called))


def callers(facts: Facts, pattern: re.Pattern[str], cues: Iterable[str]) -> tuple[list[str], list[str]]:
    """(done by hand, runs by itself): modules that call something, as `path: what`; each match holds a cue in small letters."""
    by_hand: list[str] = []
    by_itself: list[str] = []
    called = facts.one(CalledNames)
    meant = matching(called.names, cues, pattern) if called else set[str]()
    for module in modules(facts) if meant else ():
        name = next((name for name in module.facts.called if name in meant), None)
        if name is not None:
            (by_itself if runs_by_itself(module) else by_hand).append(f"{module.path}: {name}")
    return by_hand, by_itself


def pages(facts: Facts, *topics: str, sections: bool = True) -> list[str]:
    """Places in the documentation that speak of a topic; by default only sections on it."""
    found = facts.one(Documentation)
    mentions = found.on(*topics) if found else ()
    return [f"{m.path}:{m.line} {m.heading}".rstrip() for m in mentions if m.in_heading or not sections]


def ci_lines(facts: Facts, pattern: re.Pattern[str], *, triggers: frozenset[str] = frozenset()) -> list[str]:
    """Commands of CI that match and may not fail; with `triggers`, only of workflows that one of these starts."""
    meant = saying(facts, pattern)
    return [
        f"{workflow.path}: {command.text.strip()[:80]}"
        for workflow, command in (_commands(facts) if meant else ())
        if command.text in meant and not command.may_fail and (not triggers or triggers & set(workflow.triggers))
    ]


def _commands(facts: Facts) -> Iterator[tuple[CiWorkflow, CiCommand]]:
    for workflow in sorted(facts.all(CiWorkflow), key=lambda one: one.path):
        for command in workflow.commands:
            yield workflow, command


def gates(facts: Facts) -> list[str]:
    """CI commands that run tests and stop a change."""
    tests = facts.one(CiTests)
    return [f"{t.workflow}: {t.command.text.strip()[:80]}" for t in tests.tests if t.is_gate] if tests else []


def deployed(facts: Facts) -> list[InventoryModel]:
    """Models that are served and not retired."""
    inventory = facts.one(ModelInventory)
    return [model for model in inventory.models if model.is_deployed and not model.retired] if inventory else []


def report_series(facts: Facts) -> list[ReportSeries]:
    """Series of monitoring reports with at least three dates."""
    return [one for one in series_of(facts.all(BoundReport)) if not one.is_rest and len(one.times) >= ENOUGH]


def told(series: ReportSeries) -> str:
    """A series as evidence."""
    return f"{series.name}: {len(series.times)} {series.tool} reports, {series.times[0].date()} to {series.times[-1].date()}"
