"""Small monitoring exports in the shapes of the real tools, for tests that need other names, dates and figures."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

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


def registry(path: Path, versions: Iterable[tuple[str, int, str]], serving: Mapping[str, int]) -> None:
    """A small MLflow database: (model, version, day it was made), and which version holds the alias champion."""
    made = list(versions)
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(_SCHEMA)
        db.execute("INSERT INTO experiments VALUES (0, 'default', 'artifacts', 'active', 0, 0)")
        for name in dict.fromkeys(name for name, _, _ in made):
            db.execute("INSERT INTO registered_models VALUES (?, '', 0, 0)", (name,))
        for name, version, day in made:
            at = int(datetime.fromisoformat(f"{day}T06:00:00+00:00").timestamp() * 1000)
            db.execute(
                "INSERT INTO model_versions VALUES (?, ?, ?, ?, 'None', ?, ?, 'READY')",
                (name, version, at, at, f"runs:/run{version}/model", f"run{version}"),
            )
            db.execute(
                "INSERT INTO runs VALUES (?, '', '', '', '', 'ana', 'FINISHED', ?, ?, '', 'active', ?, 0, NULL)",
                (f"run{version}", at, at, f"artifacts/run{version}"),
            )
        for name, version in serving.items():
            db.execute("INSERT INTO registered_model_aliases VALUES ('champion', ?, ?)", (version, name))


_SCHEMA = """
CREATE TABLE alembic_version (version_num TEXT);
INSERT INTO alembic_version VALUES ('0584bdc529eb');
CREATE TABLE experiments (experiment_id INTEGER, name TEXT, artifact_location TEXT, lifecycle_stage TEXT,
    creation_time INTEGER, last_update_time INTEGER);
CREATE TABLE runs (run_uuid TEXT, name TEXT, source_type TEXT, source_name TEXT, entry_point_name TEXT, user_id TEXT,
    status TEXT, start_time INTEGER, end_time INTEGER, source_version TEXT, lifecycle_stage TEXT, artifact_uri TEXT,
    experiment_id INTEGER, deleted_time INTEGER);
CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT);
CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT);
CREATE TABLE latest_metrics (key TEXT, value REAL, timestamp INTEGER, step INTEGER, is_nan INTEGER, run_uuid TEXT);
CREATE TABLE inputs (input_uuid TEXT, source_type TEXT, source_id TEXT, destination_type TEXT, destination_id TEXT);
CREATE TABLE datasets (dataset_uuid TEXT, experiment_id INTEGER, name TEXT, digest TEXT);
CREATE TABLE registered_models (name TEXT, description TEXT, creation_time INTEGER, last_updated_time INTEGER);
CREATE TABLE model_versions (name TEXT, version INTEGER, creation_time INTEGER, last_updated_time INTEGER,
    current_stage TEXT, source TEXT, run_id TEXT, status TEXT);
CREATE TABLE registered_model_aliases (alias TEXT, version INTEGER, name TEXT);
CREATE TABLE model_version_tags (key TEXT, value TEXT, name TEXT, version INTEGER);
CREATE TABLE registered_model_tags (key TEXT, value TEXT, name TEXT);
"""
