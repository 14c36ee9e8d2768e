"""Small MLflow databases, made with the columns that 2.x and 3.x have in common."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

NOW = 1_795_000_000_000  # 2026-11-18
DAY = 86_400_000

TABLES = """
CREATE TABLE alembic_version (version_num VARCHAR(32));
CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name TEXT, artifact_location TEXT, lifecycle_stage TEXT);
CREATE TABLE runs (run_uuid TEXT PRIMARY KEY, name TEXT, source_type TEXT, source_name TEXT, user_id TEXT, status TEXT,
  start_time BIGINT, end_time BIGINT, lifecycle_stage TEXT, artifact_uri TEXT, experiment_id INTEGER);
CREATE TABLE tags (key TEXT NOT NULL, value TEXT, run_uuid TEXT NOT NULL, PRIMARY KEY (key, run_uuid));
CREATE INDEX index_tags_run_uuid ON tags (run_uuid);
CREATE TABLE params (key TEXT NOT NULL, value TEXT, run_uuid TEXT NOT NULL, PRIMARY KEY (key, run_uuid));
CREATE INDEX index_params_run_uuid ON params (run_uuid);
CREATE TABLE inputs (input_uuid TEXT, source_type TEXT, source_id TEXT, destination_type TEXT, destination_id TEXT,
  PRIMARY KEY (source_type, source_id, destination_type, destination_id));
CREATE INDEX index_inputs ON inputs (destination_type, destination_id, source_type);
CREATE TABLE registered_models (name TEXT PRIMARY KEY, description TEXT);
CREATE TABLE model_versions (name TEXT, version INTEGER, creation_time BIGINT, last_updated_time BIGINT, current_stage TEXT,
  source TEXT, run_id TEXT, PRIMARY KEY (name, version));
CREATE TABLE registered_model_aliases (alias TEXT, version INTEGER, name TEXT);
CREATE TABLE secrets (value TEXT);
INSERT INTO alembic_version VALUES ('made');
INSERT INTO secrets VALUES ('do-not-read-me');
INSERT INTO experiments VALUES (1, 'main', '', 'active'), (2, 'gone', '', 'deleted');
"""

Run = tuple[str, int, str | None]
"""(id, days before NOW, commit)."""


def make(path: Path, runs: Iterable[Run] = (), sql: str = "") -> Path:
    """A database with runs of experiment `main`, then whatever else."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(TABLES)
        rows = list(runs)
        connection.executemany(
            "INSERT INTO runs VALUES (?, '', 'LOCAL', 'train.py', 'ana', 'FINISHED', ?, ?, 'active', ?, 1)",
            [
                (run, NOW - days * DAY, NOW - days * DAY + 1000, f"/srv/x/artifacts/{run}/artifacts")
                for run, days, _ in rows
            ],
        )
        connection.executemany(
            "INSERT INTO tags VALUES ('mlflow.source.git.commit', ?, ?)",
            [(commit, run) for run, _, commit in rows if commit],
        )
        connection.executescript(sql)
        connection.commit()
    return path


def run_id(number: int) -> str:
    """A run id like MLflow's."""
    return f"{number:032x}"


def version(number: int, run: str, *, alias: str = "", stage: str = "None") -> str:
    """SQL of one version of the model `clf`."""
    sql = f"INSERT OR IGNORE INTO registered_models VALUES ('clf', 'a model');INSERT INTO model_versions VALUES ('clf', {number}, {NOW}, {NOW}, '{stage}', 'runs:/{run}/model', '{run}');"
    return sql + (f"INSERT INTO registered_model_aliases VALUES ('{alias}', {number}, 'clf');" if alias else "")
