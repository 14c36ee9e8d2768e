"""Evidently's JSON: reports and test suites of 0.4 to 0.6, their saved snapshots, and 0.7's three forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from debtscope.model.regex import regex
from debtscope_collectors.sources.monitoring.dates import Dating, parse_time, series_of
from debtscope_collectors.sources.monitoring.facts import CheckOutcome, ColumnDrift, MonitorReport
from debtscope_collectors.sources.monitoring.shape import count, flag, mapping, mappings, number, sequence, text

_LEGACY = regex(rb'"metric"\s*:\s*"[A-Z]\w+"|"group"\s*:\s*"\w*"|evidently:|"drift_share"|"data_drift"')
_EQUAL = regex(r": Equal (-?\d+(?:\.\d+)?)")
_VERSION_TAG = regex(r"(?:model[_-]?)?version[=: _-]{1,3}([\w.]{1,40})|v(\d{1,6})", re.IGNORECASE)
_SPLITS = frozenset({"split", "group_by", "by", "segment", "slice"})
_STATUS = {"SUCCESS": "pass", "FAIL": "fail", "WARNING": "warn", "ERROR": "error", "SKIPPED": "skipped"}
_QUALITY = frozenset(
    {
        "accuracy",
        "precision",
        "recall",
        "f1",
        "f1score",
        "roc_auc",
        "rocauc",
        "log_loss",
        "logloss",
        "rmse",
        "mae",
        "mape",
        "mean_abs_error",
        "r2_score",
        "r2score",
        "mean_abs_perc_error",
        "tpr",
        "fpr",
        "tnr",
        "fnr",
    }
)
_DISTANCE_WORDS = ("distance", "divergence", "psi", "wasserstein", "js", "kl_div", "hellinger", "tvd", "energy")


@dataclass(slots=True, kw_only=True)
class _Gathered:
    """What a report's metrics and tests told so far."""

    drift: bool | None = None
    share: float | None = None
    limit: float | None = None
    columns: dict[str, ColumnDrift] = field(default_factory=dict[str, ColumnDrift])
    quality: list[tuple[str, float, float | None]] = field(default_factory=list[tuple[str, float, float | None]])
    checks: list[CheckOutcome] = field(default_factory=list[CheckOutcome])
    has_reference: bool | None = None
    rows: dict[str, int] = field(default_factory=dict[str, int])
    profiled: dict[str, None] = field(default_factory=dict[str, None])
    outputs: dict[str, None] = field(default_factory=dict[str, None])
    segments: dict[str, None] = field(default_factory=dict[str, None])


def looks_like(head: bytes) -> bool:
    """Whether the head of a JSON file may be Evidently's."""
    if (
        b'"metrics"' not in head
        and b'"tests"' not in head
        and b'"metric_results"' not in head
        and b'"suite"' not in head
    ):
        return False
    return _LEGACY.search(head) is not None


def read(document: object, path: str, date_of: Dating) -> Iterator[MonitorReport]:
    """The report in a document; nothing when it is not Evidently's after all."""
    top = mapping(document)
    found = _Gathered()
    kind = "report"
    if "suite" in top:
        suite = mapping(top["suite"])
        _saved_results(suite, found)
        kind = "suite" if suite.get("test_results") and not suite.get("metric_results") else "report"
    elif isinstance(top.get("metric_results"), dict):
        _dumped(top, found)
    elif any("metric_name" in metric or "config" in metric for metric in mappings(top.get("metrics"))):
        _snapshot(top, found)
    elif any(isinstance(metric.get("metric"), str) for metric in mappings(top.get("metrics"))):
        _legacy_metrics(top, found)
    elif any("group" in test and "status" in test for test in mappings(top.get("tests"))):
        _legacy_tests(top, found)
        kind = "suite"
    else:
        return
    metadata = mapping(top.get("metadata"))
    at, dated_by = date_of(path, parse_time(top.get("timestamp")))
    yield MonitorReport(
        tool="evidently",
        tool_version=text(top.get("version"), 20) or ("0.7" if "metric_results" in top or _is_v7(top) else None),
        path=path,
        stream=series_of(path),
        at=at,
        dated_by=dated_by,
        model=next(
            (name for key in ("model", "model_name", "model_id") if (name := text(metadata.get(key), 100))), None
        ),
        service=text(metadata.get("service"), 100) or text(metadata.get("project"), 100),
        dataset_drift=found.drift,
        drift_share=found.share,
        drift_limit=found.limit,
        columns=tuple(found.columns[name] for name in sorted(found.columns)),
        quality=tuple(found.quality),
        checks=tuple(found.checks),
        has_reference=found.has_reference,
        kind=kind,
        current_rows=found.rows.get("current"),
        reference_rows=found.rows.get("reference"),
        model_version=_version(metadata, top.get("tags")),
        profiled=tuple(sorted({*found.profiled, *found.columns})),
        segments=tuple(sorted(found.segments)),
        outputs=tuple(sorted(found.outputs)),
    )


def _version(metadata: Mapping[str, object], tags: object) -> str | None:
    """From the metadata, or from a tag such as `model_version=7` or `v7`."""
    for key in ("model_version", "version", "model_tag"):
        told = metadata.get(key)
        if isinstance(told, (str, int)) and not isinstance(told, bool):
            return str(told)[:60]
    for tag in sequence(tags):
        told = _VERSION_TAG.fullmatch(tag[:80]) if isinstance(tag, str) else None
        if told:
            return told[1] or told[2]
    return None


def _is_v7(top: Mapping[str, object]) -> bool:
    return any("metric_name" in metric for metric in mappings(top.get("metrics")))


def _legacy_metrics(top: Mapping[str, object], found: _Gathered) -> None:
    for metric in mappings(top.get("metrics")):
        _legacy_result(text(metric.get("metric")) or "", mapping(metric.get("result")), found)
    if top.get("tests"):
        _legacy_tests(top, found)


def _saved_results(suite: Mapping[str, object], found: _Gathered) -> None:
    for result in mappings(suite.get("metric_results")):
        _legacy_result((text(result.get("type")) or "").rpartition(":")[2], result, found)
    for result in mappings(suite.get("test_results")):
        _legacy_test(result, found)


def _legacy_result(name: str, result: Mapping[str, object], found: _Gathered) -> None:
    if "share_of_drifted_columns" in result:
        found.drift = flag(result.get("dataset_drift")) if found.drift is None else found.drift
        found.share = number(result.get("share_of_drifted_columns"))
        found.limit = number(result.get("drift_share")) or found.limit
        found.has_reference = True
    for column, told in mapping(result.get("drift_by_columns")).items():
        _legacy_column(column, mapping(told), found)
    if name.startswith("ColumnDrift") and (column := text(result.get("column_name"))):
        _legacy_column(column, result, found)
    _legacy_extent(name, result, found)
    if "Quality" in name and "ByClass" not in name and "ByFeature" not in name:
        current, reference = mapping(result.get("current")), mapping(result.get("reference"))
        for key, value in current.items():
            measured = number(value)
            if key in _QUALITY and measured is not None:
                found.quality.append((key, measured, number(reference.get(key))))


def _legacy_extent(name: str, result: Mapping[str, object], found: _Gathered) -> None:
    """How many rows were judged, which columns were looked at, and by which slices."""
    for side in ("current", "reference"):
        told = mapping(result.get(side))
        if "Summary" in name and (rows := count(told.get("number_of_rows"))) is not None:
            found.rows[side] = rows
        for role in ("target", "prediction"):
            if column := text(told.get(role), 200):
                found.outputs[column] = None
        if "number_of_missing_values_by_column" in told or "nans_by_columns" in told:
            columns = mapping(told.get("nans_by_columns", told.get("number_of_missing_values_by_column")))
            found.profiled.update(dict.fromkeys(column[:200] for column in columns))
    if name.startswith(
        ("ColumnSummary", "ColumnDistribution", "ColumnQuantile", "ColumnValueRange", "ColumnMissing")
    ) and (column := text(result.get("column_name"), 200)):
        found.profiled[column] = None
    if "ByFeature" in name or "ErrorBias" in name:
        columns = mapping(result.get("columns")) or mapping(result.get("feature_data"))
        found.segments.update(dict.fromkeys(column[:200] for column in columns))


def _legacy_column(column: str, told: Mapping[str, object], found: _Gathered) -> None:
    drifted = flag(told.get("drift_detected", told.get("detected")))
    if drifted is None:
        return
    found.has_reference = True
    found.columns[column[:200]] = ColumnDrift(
        column=column[:200],
        drifted=drifted,
        method=text(told.get("stattest_name", told.get("stattest")), 60),
        score=number(told.get("drift_score", told.get("score"))),
        threshold=number(told.get("stattest_threshold", told.get("threshold"))),
    )


def _legacy_tests(top: Mapping[str, object], found: _Gathered) -> None:
    for test in mappings(top.get("tests")):
        _legacy_test(test, found)


def _legacy_test(test: Mapping[str, object], found: _Gathered) -> None:
    name = text(test.get("name"), 120) or "test"
    parameters = mapping(test.get("parameters"))
    column = text(parameters.get("column_name"), 200)
    if name == "Number of Rows":
        _legacy_rows(parameters, found)
    status = _STATUS.get(str(test.get("status", "")).upper(), "error")
    found.checks.append(CheckOutcome(name=f"{name} ({column})" if column else name, status=status, column=column))
    features = mapping(parameters.get("features"))
    for feature, told in features.items():
        _legacy_column(feature, mapping(told), found)
    if name.startswith("Share of Drifted"):
        found.drift = status == "fail" if status in ("pass", "fail") else None
        condition = mapping(parameters.get("condition"))
        found.limit = number(condition.get("lt", condition.get("lte")))
        if features:
            found.share = sum(1 for told in features.values() if flag(mapping(told).get("detected"))) / len(features)
    elif column and "detected" in parameters:
        _legacy_column(column, parameters, found)


def _legacy_rows(parameters: Mapping[str, object], found: _Gathered) -> None:
    """`Number of Rows` is held against the reference's own, where no other bound was given."""
    expected = mapping(mapping(parameters.get("condition")).get("eq")).get("value")
    for side, told in (("current", parameters.get("value")), ("reference", expected)):
        if (rows := count(told)) is not None:
            found.rows[side] = rows


def _snapshot(top: Mapping[str, object], found: _Gathered) -> None:
    """0.7: `Snapshot.json()` and `dict()`, which say neither when nor of which model."""
    for metric in mappings(top.get("metrics")):
        _metric_v2(mapping(metric.get("config")), text(metric.get("metric_name")) or "", metric.get("value"), found)
    for test in mappings(top.get("tests")):
        _test_v2(test, found)
    _own_verdict(found)


def _dumped(top: Mapping[str, object], found: _Gathered) -> None:
    """0.7: `Snapshot.dumps()`, with a date, tags and a lot of plots."""
    for result in map(mapping, mapping(top.get("metric_results")).values()):
        params = mapping(mapping(mapping(result.get("metric_value_location")).get("metric")).get("params"))
        value: object = result.get("value")
        if value is None and "share" in result:
            value = {"share": mapping(result.get("share")).get("value")}
        _metric_v2(params, text(result.get("display_name")) or "", value, found)
        for test in mappings(result.get("tests")):
            _test_v2(test, found)
    _own_verdict(found)


def _metric_v2(config: Mapping[str, object], shown: str, value: object, found: _Gathered) -> None:
    name = (text(config.get("type")) or shown.partition("(")[0]).rpartition(":")[2]
    if name == "DriftedColumnsCount":
        found.share = number(mapping(value).get("share"))
        found.limit = number(config.get("drift_share"))
        found.has_reference = True
    elif name == "ValueDrift" and (column := text(config.get("column"), 200)):
        score, threshold = number(value), number(config.get("threshold"))
        method = text(config.get("method"), 60)
        found.has_reference = True
        found.columns[column] = ColumnDrift(
            column=column, drifted=_drifts(method, score, threshold), method=method, score=score, threshold=threshold
        )
    elif name.lower() in _QUALITY and (measured := number(value)) is not None:
        found.quality.append((name, measured, None))
    elif name == "RowCount" and (rows := count(value)) is not None:
        found.rows["current"] = rows
    if column := text(config.get("column"), 200):
        found.profiled[column] = None
    for key in _SPLITS & config.keys():
        if by := text(config.get(key), 200):
            found.segments[by] = None


def _drifts(method: str | None, score: float | None, threshold: float | None) -> bool:
    """A p-value drifts below its threshold, a distance at or above it."""
    if score is None or threshold is None:
        return False
    words = (method or "").lower()
    if "p_value" in words or not any(word in words for word in _DISTANCE_WORDS):
        return score < threshold
    return score >= threshold


def _test_v2(test: Mapping[str, object], found: _Gathered) -> None:
    """The tool's own status goes before our comparison of value and threshold."""
    status = _STATUS.get(str(test.get("status", "")).rpartition(".")[2].upper(), "error")
    # Names carry the expected value, taken from the reference data: what is before the colon is stable.
    name = (text(test.get("name"), 160) or "test").partition(":")[0]
    params = mapping(mapping(test.get("metric_config")).get("params"))
    kind = (text(params.get("type")) or "").rpartition(":")[2]
    column = text(params.get("column"), 200)
    found.checks.append(CheckOutcome(name=name, status=status, column=column))
    if status not in ("pass", "fail"):
        return
    if kind == "ValueDrift" and column and (known := found.columns.get(column)):
        found.columns[column] = ColumnDrift(
            column=column, drifted=status == "fail", method=known.method, score=known.score, threshold=known.threshold
        )
    elif kind == "DriftedColumnsCount" and name.startswith("Share"):
        found.drift = status == "fail"
    elif kind.lower() in _QUALITY:
        _reference_of(test, kind, found)
    elif kind == "RowCount" and (told := _EQUAL.search(text(test.get("name"), 160) or "")):
        rows = count(told[1])
        found.rows.update({} if rows is None else {"reference": rows})


def _reference_of(test: Mapping[str, object], kind: str, found: _Gathered) -> None:
    """`Accuracy metric: Equal 0.720 ± 0.144`: only the test's name tells what the reference reached."""
    told = _EQUAL.search(text(test.get("name"), 160) or "")
    expected = number(told[1]) if told else None
    if expected is not None:
        found.quality = [(name, now, expected if name == kind else known) for name, now, known in found.quality]


def _own_verdict(found: _Gathered) -> None:
    if found.drift is None and found.share is not None and found.limit is not None:
        found.drift = found.share >= found.limit
