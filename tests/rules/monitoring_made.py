"""Small monitoring exports in the shapes of the real tools, for tests that need other names, dates and figures."""

from __future__ import annotations

import json
from collections.abc import Iterable

MANIFEST = """apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: {name}
spec:
  predictor:
    model:
      modelFormat: {{name: sklearn}}
      storageUri: s3://models/{name}/{version}
"""


def manifest(name: str, version: str = "7") -> str:
    """A serving manifest that deploys a model."""
    return MANIFEST.format(name=name, version=version)


def evidently(
    day: str,
    drifted: Iterable[str],
    *,
    limit: float = 0.5,
    accuracy: tuple[float, float] | None = None,
    model: str | None = None,
) -> str:
    """A legacy report on four columns."""
    columns = ("balance", "visits", "region", "tenure")
    wrong = set(drifted)
    share = len(wrong) / len(columns)
    told = {
        column: {
            "column_name": column, "stattest_name": "K-S p_value", "stattest_threshold": 0.05,
            "drift_score": 0.001 if column in wrong else 0.4, "drift_detected": column in wrong,
        }
        for column in columns
    }  # fmt: skip
    summary = {"drift_share": limit, "share_of_drifted_columns": share, "dataset_drift": share >= limit}
    metrics: list[object] = [
        {"metric": "DatasetDriftMetric", "result": summary},
        {"metric": "DataDriftTable", "result": {**summary, "drift_by_columns": told}},
    ]
    if accuracy:
        result = {"current": {"accuracy": accuracy[0]}, "reference": {"accuracy": accuracy[1]}}
        metrics.append({"metric": "ClassificationQualityMetric", "result": result})
    document: dict[str, object] = {"version": "0.4.40", "metrics": metrics, "timestamp": f"{day} 06:00:00"}
    return json.dumps(document | ({"metadata": {"model": model}} if model else {}))


def reports(folder: str, days: Iterable[str], drifting_from: str, *, limit: float = 0.5) -> dict[str, str]:
    """A weekly series in which three of four columns drift from a day on."""
    wrong = ("balance", "visits", "region")
    return {
        f"{folder}/drift_{day}.json": evidently(day, wrong if day >= drifting_from else (), limit=limit) for day in days
    }


WEEKS = ("2026-10-12", "2026-10-19", "2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16")
