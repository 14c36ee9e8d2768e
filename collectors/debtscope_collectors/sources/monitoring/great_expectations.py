"""Great Expectations' validation and checkpoint results, 0.18 and 1.x."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from debtscope_collectors.sources.monitoring.dates import Dating, parse_time, series_of
from debtscope_collectors.sources.monitoring.facts import CheckOutcome, MonitorReport
from debtscope_collectors.sources.monitoring.shape import count, flag, mapping, mappings, text

_COLUMN = re.compile(r"(?:col\([\"']|^[ (]{0,5})([A-Za-z_]\w{0,100})")
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


def _validation(
    validation: Mapping[str, object], path: str, date_of: Dating, run_id: Mapping[str, object], suite: str | None
) -> Iterator[MonitorReport]:
    checks = tuple(_outcomes(validation))
    if not checks:
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
        stream=f"{series_of(path)}|{name}" if name else series_of(path),
        at=at,
        dated_by=dated_by,
        model=text(meta.get("model"), 100) or text(meta.get("model_name"), 100),
        service=text(asset.get("data_asset_name"), 100),
        checks=checks,
        kind="validation",
        current_rows=_rows(validation),
        profiled=tuple(sorted({check.column for check in checks if check.column})),
        segments=_slices(validation),
    )


def _rows(validation: Mapping[str, object]) -> int | None:
    """How many rows the batch had: column expectations count them."""
    counts = (
        count(mapping(result.get("result")).get("element_count")) for result in mappings(validation.get("results"))
    )
    return max((rows for rows in counts if rows is not None), default=None)


def _slices(validation: Mapping[str, object]) -> tuple[str, ...]:
    """Columns by which expectations pick their rows: `row_condition` may hold values, which are left there."""
    found: set[str] = set()
    for result in mappings(validation.get("results")):
        kwargs = mapping((mapping(result.get("expectation_config")) or result).get("kwargs"))
        if condition := text(kwargs.get("row_condition"), 300):
            found.update(name for name in _COLUMN.findall(condition)[:3])
    return tuple(sorted(found))


def _outcomes(validation: Mapping[str, object]) -> Iterator[CheckOutcome]:
    """Outcomes by type and column; what was observed stays in the file."""
    for result in mappings(validation.get("results") or validation.get("expectations")):
        config = mapping(result.get("expectation_config")) or result
        kind = text(config.get("type"), 120) or text(config.get("expectation_type"), 120)
        passed = flag(result.get("success"))
        if kind is None or passed is None:
            continue
        column = text(mapping(config.get("kwargs")).get("column"), 200)
        status = "error" if _raised(result.get("exception_info")) else "pass" if passed else "fail"
        level = text(config.get("severity"), 20)
        name = f"{kind}({column})" if column else kind
        yield CheckOutcome(name=name, status=status, column=column, level=level)


def _raised(info: object) -> bool:
    """1.x keys the information by metric when several raised."""
    told = mapping(info)
    if flag(told.get("raised_exception")):
        return True
    return any(flag(mapping(inner).get("raised_exception")) for inner in told.values())
