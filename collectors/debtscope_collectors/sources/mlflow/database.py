"""MLflow's SQLite store by direct SQL: read-only, bounded in steps, rows and bytes, any schema of 2.x and 3.x.

MLflow itself migrates a database that it opens only to search; this reader opens it immutable (or a private copy of it).
The tables `secrets` and `webhooks` are never named.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote

from debtscope.api import Unreadable
from debtscope_collectors.sources.mlflow.facts import ExperimentStats, MlflowRun, ModelVersion, RegisteredModel
from debtscope_collectors.sources.mlflow.raw import (
    COMMIT_ID,
    COMMIT_TAG,
    COMMIT_TAGS,
    LISTED_RUNS,
    MAX_COMMITS,
    PROJECT_TAGS,
    LoggedModel,
    RawStore,
    is_notebook,
    moment,
    per_month,
    window,
)
from debtscope_collectors.sources.values import without_user

MAGIC = b"SQLite format 3\x00"
STEPS = 100_000
MAX_STEPS = 30_000
"""So many times `STEPS` virtual-machine steps: some 30 seconds; a store of 100,000 runs takes a hundredth of it."""
MAX_ROWS = 20_000
"""Of any one table that is listed (experiments, models, versions, tags); the rest is said to be left out."""
BATCH = 400
_NEEDED = {
    "experiments": {"experiment_id", "name"},
    "runs": {"run_uuid", "status", "start_time", "experiment_id"},
}
Row = tuple[object, ...]


class NotMlflow(Exception):
    """A SQLite file of somebody else."""


@dataclass(slots=True)
class _Database:
    connection: sqlite3.Connection
    columns: Mapping[str, frozenset[str]]
    cuts: list[str] = field(default_factory=list[str])

    def has(self, table: str, *columns: str) -> bool:
        """Whether a table is there with those columns."""
        return set(columns) <= self.columns.get(table, frozenset()) and table in self.columns

    def column(self, table: str, name: str, alias: str) -> str:
        """A column's SQL, NULL where this schema lacks it."""
        return f'{alias}."{name}"' if self.has(table, name) else "NULL"

    def rows(self, sql: str, values: Sequence[object] = (), *, what: str = "", limit: int = MAX_ROWS) -> list[Row]:
        """The rows of a query, cut at the limit and said so."""
        found = self.connection.execute(f"{sql} LIMIT {limit + 1}", tuple(values)).fetchall()
        if len(found) > limit:
            self.cuts.append(f"only the first {limit} {what or 'rows'} were read")
        return found[:limit]

    def among(self, sql: str, ids: Iterable[str], values: Sequence[object] = ()) -> Iterator[Row]:
        """The rows of a query with one `{ids}` hole, asked in batches."""
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), BATCH):
            part = wanted[start : start + BATCH]
            marks = ",".join("?" * len(part))
            yield from self.connection.execute(f"{sql.format(ids=marks)} LIMIT {MAX_ROWS}", (*values, *part)).fetchall()


def read_database(path: str, as_of: date, *, has_log: bool) -> RawStore:
    """Reads the database at an absolute path. Raises NotMlflow, or Unreadable with the reason.

    Immutable, it is opened without a lock and without a file beside it, but rows in a write-ahead log would be missed:
    with `has_log` the path must be that of a private copy.
    """
    try:
        options = "mode=ro" if has_log else "mode=ro&immutable=1"
        connection = sqlite3.connect(f"file:{quote(path)}?{options}", uri=True, isolation_level=None)
        with closing(connection):
            return _read(_open(connection), as_of)
    except sqlite3.OperationalError as error:
        reason = "took too long" if "interrupted" in str(error) else str(error)
        raise Unreadable(f"not read as an MLflow database: {reason}") from None
    except (sqlite3.Error, ValueError, OverflowError, MemoryError) as error:
        raise Unreadable(f"not read as an MLflow database: {str(error)[:200]}") from None


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _open(connection: sqlite3.Connection) -> _Database:
    left = iter(range(MAX_STEPS))
    connection.set_progress_handler(lambda: next(left, None) is None, STEPS)
    connection.text_factory = _decoded
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024)
    for pragma in ("trusted_schema=off", "query_only=on", "cell_size_check=on", "mmap_size=0"):
        connection.execute(f"pragma {pragma}")
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND upper(sql) LIKE 'CREATE TABLE%' LIMIT 2000"
    ).fetchall()
    names = {str(name) for (name,) in tables}
    if not {"runs", "experiments"} <= names:
        raise NotMlflow
    wanted = names & {
        "alembic_version", "experiments", "runs", "tags", "params", "inputs", "registered_models", "model_versions",
        "registered_model_aliases", "model_version_tags", "logged_models",
    }  # fmt: skip
    columns = {
        table: frozenset(str(row[1]) for row in connection.execute(f'pragma table_info("{table}")')) for table in wanted
    }
    for table, needed in _NEEDED.items():
        if not needed <= columns[table]:
            if not {"run_uuid", "experiment_id"} & columns["runs"]:
                raise NotMlflow
            missing = ", ".join(sorted(needed - columns[table]))
            raise Unreadable(f"not read as an MLflow database: unknown schema, {table} has no {missing}")
    return _Database(connection, columns)


def _read(db: _Database, as_of: date) -> RawStore:
    revision = (
        db.rows("SELECT version_num FROM alembic_version", limit=2) if db.has("alembic_version", "version_num") else []
    )
    experiments = {str(i): str(name) for i, name in db.rows(
        f"SELECT experiment_id, name FROM experiments e WHERE {_active(db, 'experiments', 'e')} ORDER BY experiment_id",
        what="experiments",
    )}  # fmt: skip
    stats = _stats(db, experiments, as_of)
    models = _models(db)
    named = [v.run_id for model in models for v in model.versions if v.run_id]
    recent = _recent_without_commit(db, experiments, as_of)
    runs, artifacts, deleted = _runs(db, [*named, *recent], experiments)
    return RawStore(
        schema=str(revision[0][0]) if revision else None,
        experiments=stats,
        models=models,
        runs=runs,
        commits=_commits(db),
        deleted_runs=frozenset(deleted) & frozenset(named),
        artifacts={run: uri for run, uri in artifacts.items() if run in set(named)},
        logged=_logged_models(db, models),
        storage=_storage(db),
        cuts=tuple(dict.fromkeys(db.cuts)),
    )


def _active(db: _Database, table: str, alias: str) -> str:
    if not db.has(table, "lifecycle_stage"):
        return "1"
    return f"({alias}.lifecycle_stage IS NULL OR {alias}.lifecycle_stage = 'active')"


def _tag_exists(db: _Database, keys: Sequence[str]) -> str:
    """SQL that is true for a run `r` with one of some tags; the keys are constants of ours."""
    if not db.has("tags", "key", "run_uuid"):
        return "0"
    listed = ", ".join(f"'{key}'" for key in keys)
    return (
        f"EXISTS (SELECT 1 FROM tags t WHERE t.key IN ({listed}) AND t.run_uuid = r.run_uuid"
        " AND t.value IS NOT NULL AND t.value <> '')"
    )


def _has_dataset(db: _Database) -> str:
    if not db.has("inputs", "source_type", "destination_type", "destination_id"):
        return "0"
    return (
        "EXISTS (SELECT 1 FROM inputs i WHERE i.destination_type = 'RUN' AND i.destination_id = r.run_uuid"
        " AND i.source_type = 'DATASET')"
    )


def _has_params(db: _Database) -> str:
    if not db.has("params", "key", "run_uuid"):
        return "0"
    return "EXISTS (SELECT 1 FROM params p WHERE p.run_uuid = r.run_uuid)"


def _stats(db: _Database, experiments: Mapping[str, str], as_of: date) -> tuple[ExperimentStats, ...]:
    """One aggregate over the window's runs: no run becomes a Python object."""
    start, end = window(as_of)
    counted = db.rows(
        f"""SELECT r.experiment_id, count(*), sum(NOT {_tag_exists(db, COMMIT_TAGS)}), sum(NOT {_has_dataset(db)}),
            sum(NOT {_has_params(db)}) FROM runs r
            WHERE {_active(db, "runs", "r")} AND r.status = 'FINISHED' AND r.start_time >= ? AND r.start_time < ?
            GROUP BY r.experiment_id""",
        (start, end),
        what="experiments",
    )
    latest = db.rows(
        f"SELECT r.experiment_id, max(r.start_time) FROM runs r WHERE {_active(db, 'runs', 'r')} GROUP BY r.experiment_id",
        what="experiments",
    )
    last = {str(experiment): at for experiment, at in latest}
    by_id = {str(row[0]): [_number(value) for value in row[1:]] for row in counted}
    stats: list[ExperimentStats] = []
    for experiment, name in experiments.items():
        finished, no_commit, no_dataset, no_params = by_id.get(experiment, [0, 0, 0, 0])
        stats.append(
            ExperimentStats(
                name=name,
                experiment_id=experiment,
                finished=finished,
                without_commit=no_commit,
                without_dataset=no_dataset,
                without_params=no_params,
                per_month=per_month(finished),
                last_start=moment(last.get(experiment)),
            )
        )
    return tuple(stats)


def _number(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0


def _text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)


def _recent_without_commit(db: _Database, experiments: Mapping[str, str], as_of: date) -> list[str]:
    start, end = window(as_of)
    found = db.connection.execute(
        f"""SELECT r.run_uuid, r.experiment_id FROM runs r
            WHERE {_active(db, "runs", "r")} AND r.status = 'FINISHED' AND r.start_time >= ? AND r.start_time < ?
            AND NOT {_tag_exists(db, COMMIT_TAGS)} ORDER BY r.start_time DESC, r.run_uuid LIMIT {LISTED_RUNS}""",
        (start, end),
    )
    return [str(run) for run, experiment in found if str(experiment) in experiments]


def _models(db: _Database) -> tuple[RegisteredModel, ...]:
    if not db.has("registered_models", "name"):
        return ()
    listed = db.rows(
        f"SELECT m.name, {db.column('registered_models', 'description', 'm')} FROM registered_models m ORDER BY m.name",
        what="registered models",
    )
    versions = _versions(db)
    return tuple(
        RegisteredModel(name=str(name), versions=tuple(versions.get(str(name), ())), description=_text(description))
        for name, description in listed
    )


def _versions(db: _Database) -> dict[str, list[ModelVersion]]:
    table = "model_versions"
    if not db.has(table, "name", "version"):
        return {}
    aliases: dict[tuple[str, str], list[str]] = {}
    if db.has("registered_model_aliases", "alias", "version", "name"):
        sql = "SELECT name, version, alias FROM registered_model_aliases ORDER BY name, alias"
        for name, version, alias in db.rows(sql, what="aliases"):
            aliases.setdefault((str(name), str(version)), []).append(str(alias))
    tags: dict[tuple[str, str], dict[str, str]] = {}
    if db.has("model_version_tags", "key", "value", "name", "version"):
        sql = "SELECT name, version, key, value FROM model_version_tags ORDER BY name, version, key"
        for name, version, key, value in db.rows(sql, what="version tags"):
            tags.setdefault((str(name), str(version)), {})[str(key)] = str(value)[:500]
    wanted = ("creation_time", "last_updated_time", "current_stage", "run_id", "source")
    columns = ", ".join(db.column(table, name, "v") for name in wanted)
    found: dict[str, list[ModelVersion]] = {}
    sql = f"SELECT v.name, v.version, {columns} FROM model_versions v ORDER BY v.name, v.version"
    for name, version, created, updated, stage, run, source in db.rows(sql, what="model versions"):
        key = (str(name), str(version))
        if stage == "Deleted_Internal":
            continue
        found.setdefault(key[0], []).append(
            ModelVersion(
                model=key[0],
                version=key[1],
                created=moment(created),
                stage=None if stage in {None, "", "None"} else str(stage),
                aliases=tuple(aliases.get(key, ())),
                run_id=_text(run),
                source=without_user(_text(source) or ""),
                tags=tags.get(key, {}),
                updated=moment(updated),
            )
        )
    return found


def _storage(db: _Database) -> dict[tuple[str, str], str]:
    if not db.has("model_versions", "storage_location"):
        return {}
    sql = "SELECT name, version, storage_location FROM model_versions WHERE storage_location IS NOT NULL"
    return {(str(name), str(version)): str(place) for name, version, place in db.rows(sql, what="model versions")}


def _logged_models(db: _Database, models: Sequence[RegisteredModel]) -> tuple[LoggedModel, ...]:
    """The logged models that versions name, by id or by their run."""
    table = "logged_models"
    if not db.has(table, "model_id", "name", "artifact_location", "source_run_id"):
        return ()
    sources = [v.source for model in models for v in model.versions]
    ids = [s.removeprefix("models:/") for s in sources if s.startswith("models:/m-")]
    runs = [v.run_id for model in models for v in model.versions if v.run_id]
    columns = f"model_id, name, source_run_id, artifact_location, {db.column(table, 'creation_timestamp_ms', 'l')}"
    found = [
        *db.among(f"SELECT {columns} FROM logged_models l WHERE l.model_id IN ({{ids}})", ids),
        *db.among(f"SELECT {columns} FROM logged_models l WHERE l.source_run_id IN ({{ids}})", runs),
    ]
    rows = [
        LoggedModel(model_id=str(i), name=str(name), run_id=_text(run), location=str(place), created=_number(at))
        for i, name, run, place, at in dict.fromkeys(found)
    ]
    return tuple(sorted(rows, key=lambda row: (row.created, row.model_id)))


def _runs(
    db: _Database, ids: Sequence[str], experiments: Mapping[str, str]
) -> tuple[dict[str, MlflowRun], dict[str, str], set[str]]:
    """(active runs by id, their artefact uris, ids of deleted ones) among those asked for."""
    tags = _run_tags(db, ids)
    params = _counts(db, "params", "run_uuid", ids, "1")
    datasets = _counts(db, "inputs", "destination_id", ids, "source_type = 'DATASET' AND destination_type = 'RUN'")
    optional = ("end_time", "lifecycle_stage", "artifact_uri", "user_id", "source_name", "source_type")
    columns = ", ".join(db.column("runs", name, "r") for name in optional)
    runs: dict[str, MlflowRun] = {}
    artifacts: dict[str, str] = {}
    deleted: set[str] = set()
    sql = f"SELECT r.run_uuid, r.experiment_id, r.status, r.start_time, {columns} FROM runs r WHERE r.run_uuid IN ({{ids}})"
    for run, experiment, status, start, end, stage, uri, user, name, kind in db.among(sql, ids):
        key, own = str(run), tags.get(str(run), {})
        if stage not in {None, "active"} or str(experiment) not in experiments:
            deleted.add(key)
            continue
        artifacts[key] = str(uri or "")
        source = own.get("mlflow.source.name") or _text(name)
        runs[key] = MlflowRun(
            run_id=key,
            experiment=experiments[str(experiment)],
            status=str(status),
            start=moment(start),
            end=moment(end),
            commit=next((own[tag] for tag in COMMIT_TAGS if own.get(tag)), None),
            source_name=source,
            user=own.get("mlflow.user") or _text(user),
            params=params.get(key, 0),
            datasets=datasets.get(key, 0),
            is_notebook=is_notebook(own.get("mlflow.source.type") or _text(kind), source),
            project_run=any(tag in own for tag in PROJECT_TAGS),
        )
    return runs, artifacts, deleted


def _commits(db: _Database) -> frozenset[str]:
    """Distinct commits that runs name; the tag's index makes this one range scan."""
    if not db.has("tags", "key", "value"):
        return frozenset()
    found = db.connection.execute(
        f"SELECT DISTINCT value FROM tags WHERE key = '{COMMIT_TAG}' AND value IS NOT NULL LIMIT {MAX_COMMITS}"
    )
    return frozenset(str(value) for (value,) in found if COMMIT_ID.fullmatch(str(value)))


def _run_tags(db: _Database, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    if not db.has("tags", "key", "value", "run_uuid"):
        return {}
    wanted = dict.fromkeys((*COMMIT_TAGS, *PROJECT_TAGS, "mlflow.source.name", "mlflow.source.type", "mlflow.user"))
    listed = ", ".join(f"'{key}'" for key in wanted)
    tags: dict[str, dict[str, str]] = {}
    sql = f"SELECT run_uuid, key, value FROM tags WHERE key IN ({listed}) AND run_uuid IN ({{ids}})"
    for run, key, value in db.among(sql, ids):
        if value is not None:
            tags.setdefault(str(run), {})[str(key)] = str(value)[:500]
    return tags


def _counts(db: _Database, table: str, column: str, ids: Sequence[str], where: str) -> dict[str, int]:
    if not db.has(table, column):
        return {}
    sql = f"SELECT {column}, count(*) FROM {table} WHERE {where} AND {column} IN ({{ids}}) GROUP BY {column}"
    return {str(run): _number(count) for run, count in db.among(sql, ids)}
