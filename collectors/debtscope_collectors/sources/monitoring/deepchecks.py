"""Deepchecks' suite results. They carry no date; conditions tell, displayed values stay in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from debtscope_collectors.sources.monitoring.dates import Dating, series_of
from debtscope_collectors.sources.monitoring.facts import CheckOutcome, MonitorReport
from debtscope_collectors.sources.monitoring.shape import mapping, mappings, text

_MARKS = (b'"CheckResult"', b'"CheckFailure"', b'"SuiteResult"')
_STATUS = {"PASS": "pass", "FAIL": "fail", "WARN": "warn", "ERROR": "error"}
_DRIFT = frozenset({"Feature Drift", "Multivariate Drift", "Train Test Feature Drift", "Whole Dataset Drift"})


def looks_like(head: bytes) -> bool:
    """Whether the head of a JSON file may be a suite result."""
    return any(mark in head for mark in _MARKS)


def read(document: object, path: str, date_of: Dating) -> Iterator[MonitorReport]:
    """The suite as one report."""
    top = mapping(document)
    if top.get("type") != "SuiteResult":
        return
    checks = tuple(_outcomes(top))
    if not checks:
        return
    at, dated_by = date_of(path, None)
    drift = [check.status for check in checks if check.name in _DRIFT and check.status in ("pass", "fail")]
    yield MonitorReport(
        tool="deepchecks", tool_version=None, path=path, stream=series_of(path), at=at, dated_by=dated_by,
        dataset_drift="fail" in drift if drift else None, checks=checks, kind="suite",
    )  # fmt: skip


def _outcomes(top: Mapping[str, object]) -> Iterator[CheckOutcome]:
    for result in mappings(top.get("results")):
        name = text(mapping(result.get("check")).get("name"), 120)
        if name is None:
            continue
        if result.get("type") == "CheckFailure":
            yield CheckOutcome(name=name, status="skipped")
            continue
        states = [
            _STATUS.get(str(c.get("Status", "")).upper(), "error") for c in mappings(result.get("conditions_results"))
        ]
        if states:
            worst = next(state for state in ("error", "fail", "warn", "pass") if state in states)
            yield CheckOutcome(name=name, status=worst)
