"""Great Expectations' validation and checkpoint results, 0.18 and 1.x."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from debtscope.model.regex import regex
from debtscope_collectors.sources.monitoring.dates import Dating, parse_time, series_of
from debtscope_collectors.sources.monitoring.facts import CheckOutcome, MonitorReport
from debtscope_collectors.sources.monitoring.shape import count, flag, mapping, mappings, text

_COLUMN = regex(r"(?:col\([\"']|^[ (]{0,5})([A-Za-z_]\w{0,100})")
_MARKS = (b'"expectation_config"', b'"run_results"', b'"validation_results"', b'"evaluated_validations"')


def looks_like(head: bytes) -> bool:
    """Whether the head of a JSON file may be a validation or a checkpoint result."""
    return any(mark in head for mark in _MARKS)


def read(document: object, path: str, date_of: Dating) -> Iterator[MonitorReport]:
    """One report per validated suite."""
    top = mapping(document)
    if isinstance(top.get("run_results"), dict):
        run_id = mapping(top.get("run_id"))
        for key, result in mapping(top["run_results"]).items():
            validation = mapping(mapping(result).get("validation_result")) or mapping(result)
            yield from _validation(validation, path, date_of, run_id, _suite_of_key(key))
    elif isinstance(top.get("validation_results"), list):
        for validation in mappings(top["validation_results"]):
            yield from _validation(validation, path, date_of, {}, None)
    elif isinstance(top.get("results"), list) and ("statistics" in top or "meta" in top):
        yield from _validation(top, path, date_of, {}, None)


def _suite_of_key(key: str) -> str | None:
    """`ValidationResultIdentifier::suite/run/time/batch`."""
    name = key.partition("::")[2].partition("/")[0]
    return name or None


@dataclass(slots=True)
class _Gathered:
    """What the results told so far, in one pass: reports hold thousands of them."""

    checks: list[CheckOutcome] = field(default_factory=list[CheckOutcome])
    slices: set[str] = field(default_factory=set[str])
    rows: int | None = None


def _validation(
    validation: Mapping[str, object], path: str, date_of: Dating, run_id: Mapping[str, object], suite: str | None
) -> Iterator[MonitorReport]:
    found = _Gathered()
    for result in mappings(validation.get("results") or validation.get("expectations")):
        _outcome(result, found)
    if not found.checks:
        return
    meta = mapping(validation.get("meta"))
    own_run = mapping(meta.get("run_id")) or run_id
    at, dated_by = date_of(path, parse_time(meta.get("validation_time")) or parse_time(own_run.get("run_time")))
    name = text(validation.get("suite_name"), 120) or text(meta.get("expectation_suite_name"), 120) or suite
    asset = mapping(meta.get("active_batch_definition"))
    yield MonitorReport(
        tool="great_expectations",
        tool_version=text(meta.get("great_expectations_version"), 20),
        path=path,
        stream=_stream(path, name),
        at=at,
        dated_by=dated_by,
        model=text(meta.get("model"), 100) or text(meta.get("model_name"), 100),
        service=text(asset.get("data_asset_name"), 100),
        checks=tuple(found.checks),
        kind="validation",
        current_rows=found.rows,
        profiled=tuple(sorted({check.column for check in found.checks if check.column})),
        segments=tuple(sorted(found.slices)),
    )


def _stream(path: str, suite: str | None) -> str:
    """A project keeps its results under the names of suite, run, time and batch: all of one suite are one series."""
    store, marker, _ = path.rpartition("/uncommitted/validations/")
    if marker and suite:
        return f"{store}{marker}*.json|{suite}"
    return f"{series_of(path)}|{suite}" if suite else series_of(path)


def _outcome(result: Mapping[str, object], found: _Gathered) -> None:
    """One expectation by type and column; what was observed stays in the file."""
    config = mapping(result.get("expectation_config")) or result
    kind = text(config.get("type"), 120) or text(config.get("expectation_type"), 120)
    passed = flag(result.get("success"))
    if kind is None or passed is None:
        return
    kwargs = config.get("kwargs")
    told = cast("dict[object, object]", kwargs) if isinstance(kwargs, dict) else {}
    column = text(told.get("column"), 200)
    status = "error" if _raised(result.get("exception_info")) else "pass" if passed else "fail"
    level = text(config.get("severity"), 20)
    found.checks.append(
        CheckOutcome(name=f"{kind}({column})" if column else kind, status=status, column=column, level=level)
    )
    # `row_condition` may hold values, which are left there.
    if condition := text(told.get("row_condition"), 300):
        found.slices.update(_COLUMN.findall(condition)[:3])
    numbers = result.get("result")
    rows = count(cast("dict[object, object]", numbers).get("element_count")) if isinstance(numbers, dict) else None
    if rows is not None and (found.rows is None or rows > found.rows):
        found.rows = rows


def _raised(info: object) -> bool:
    """1.x keys the information by metric when several raised."""
    told = cast("dict[object, object]", info) if isinstance(info, dict) else {}
    if "raised_exception" in told:
        return flag(told["raised_exception"]) is True
    return any(flag(mapping(inner).get("raised_exception")) for inner in told.values())
