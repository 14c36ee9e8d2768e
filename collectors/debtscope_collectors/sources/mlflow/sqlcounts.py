"""An experiment's counts as SQL that SQLite, PostgreSQL and MySQL share: no run becomes a Python object."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from debtscope_collectors.sources.mlflow.facts import ExperimentStats, OpenRun
from debtscope_collectors.sources.mlflow.raw import (
    COMMIT_TAGS,
    DATA_KEYS,
    DAY_MS,
    LAST_RUNS,
    LISTED_OPEN,
    MAX_NAMED,
    MODELS_TAG,
    OPEN_MS,
    PARENT_TAG,
    QUIET_MS,
    is_generated,
    moment,
    per_month,
    window,
)
from debtscope_collectors.sources.mlflow.sql import Sql, number, text


def active(db: Sql, table: str, alias: str) -> str:
    if not db.has(table, "lifecycle_stage"):
        return "1 = 1"
    return f"({alias}.lifecycle_stage IS NULL OR {alias}.lifecycle_stage = 'active')"


def tag_exists(db: Sql, keys: Sequence[str]) -> str:
    """SQL that is true for a run `r` with one of some tags; the keys are constants of ours."""
    if not db.has("tags", "key", "run_uuid"):
        return "1 = 0"
    listed = ", ".join(f"'{key}'" for key in keys)
    return (
        f"EXISTS (SELECT 1 FROM tags t WHERE t.key IN ({listed}) AND t.run_uuid = r.run_uuid"
        " AND t.value IS NOT NULL AND t.value <> '')"
    )


def _has_dataset(db: Sql) -> str:
    if not db.has("inputs", "source_type", "destination_type", "destination_id"):
        return "1 = 0"
    return (
        "EXISTS (SELECT 1 FROM inputs i WHERE i.destination_type = 'RUN' AND i.destination_id = r.run_uuid"
        " AND i.source_type = 'DATASET')"
    )


def _rows_of_run(db: Sql, table: str, more: str = "") -> str:
    if not db.has(table, "key", "run_uuid"):
        return "1 = 0"
    return f"EXISTS (SELECT 1 FROM {table} x WHERE x.run_uuid = r.run_uuid{more})"


def _names_data(db: Sql) -> str:
    likes = " OR ".join(f"lower(x.key) LIKE '%{key}%'" for key in DATA_KEYS)
    return " OR ".join(_rows_of_run(db, table, f" AND ({likes})") for table in ("tags", "params"))


def _has_model(db: Sql) -> str:
    logged = (
        "r.run_uuid IN (SELECT l.source_run_id FROM logged_models l WHERE l.source_run_id IS NOT NULL)"
        if db.has("logged_models", "source_run_id")
        else "1 = 0"
    )
    return f"{tag_exists(db, (MODELS_TAG,))} OR {logged}"


def _many(condition: str) -> str:
    """How many rows a condition holds for."""
    return f"sum(CASE WHEN {condition} THEN 1 ELSE 0 END)"


def stats(db: Sql, experiments: Mapping[str, str], as_of: date) -> tuple[ExperimentStats, ...]:
    """A few aggregates over the runs, each by experiment."""
    start, end = window(as_of)
    is_active, has_dataset, has_params = active(db, "runs", "r"), _has_dataset(db), _rows_of_run(db, "params")
    counted = _by_experiment(
        db,
        f"""SELECT r.experiment_id, count(*), {_many(f"NOT {tag_exists(db, COMMIT_TAGS)}")}, {_many(f"NOT {has_dataset}")},
            {_many(f"NOT {has_params}")}, {_many(f"NOT ({has_dataset} OR {_names_data(db)})")} FROM runs r
            WHERE {is_active} AND r.status = 'FINISHED' AND r.start_time >= ? AND r.start_time < ? GROUP BY r.experiment_id""",
        (start, end),
    )
    latest = _by_experiment(
        db,
        f"SELECT r.experiment_id, max(r.start_time) FROM runs r WHERE {is_active} AND r.start_time < ? GROUP BY r.experiment_id",
        (end,),
    )
    took = "r.end_time - r.start_time" if db.has("runs", "end_time") else "0"
    month = _by_experiment(
        db,
        f"""SELECT r.experiment_id, count(*), {_many("r.status = 'FAILED'")}, sum(CASE WHEN r.status = 'FAILED'
            AND {took} BETWEEN 0 AND {365 * DAY_MS} THEN {took} ELSE 0 END) FROM runs r WHERE {is_active}
            AND r.status IN ('FINISHED', 'FAILED', 'KILLED') AND r.start_time >= ? AND r.start_time < ?
            GROUP BY r.experiment_id""",
        (end - 30 * DAY_MS, end),
    )
    recent, opened, deleted = _recent(db, start, end), _open(db, end), _deleted(db, end)
    traced = (
        {str(row[0]) for row in db.rows("SELECT DISTINCT i.experiment_id FROM trace_info i", what="experiments")}
        if db.has("trace_info", "experiment_id")
        else set[str]()
    )
    named = _named(db, end)
    made: list[ExperimentStats] = []
    for experiment, name in experiments.items():
        finished, no_commit, no_dataset, no_params, no_data = counted.get(experiment, [0] * 5)
        ended, failed, lost = month.get(experiment, [0] * 3)
        seen, bare = recent.get(experiment, [0] * 2)
        is_open = opened.get(experiment, [])
        listed, unnamed = named.get(experiment, (0, 0))
        made.append(
            ExperimentStats(
                name=name, experiment_id=experiment, finished=finished, without_commit=no_commit,
                without_dataset=no_dataset, without_params=no_params, per_month=per_month(finished),
                last_start=moment(latest.get(experiment, [0])[0]), without_data=no_data, recent=seen, recent_bare=bare,
                open=len(is_open), open_runs=tuple(is_open[:LISTED_OPEN]), ended=ended, failed=failed,
                failed_hours=round(lost / 3_600_000, 3), deleted=deleted.get(experiment, [0])[0],
                runs=listed, unnamed=unnamed, is_traced=experiment in traced,
            )
        )  # fmt: skip
    return tuple(made)


def _by_experiment(db: Sql, sql: str, values: Sequence[object] = ()) -> dict[str, list[int]]:
    rows = db.rows(sql, values, what="experiments")
    return {str(row[0]): [number(value) for value in row[1:]] for row in rows}


def _recent(db: Sql, start: int, end: int) -> dict[str, list[int]]:
    """Per experiment: runs of the window or among the last 50, and those of them without parameters."""
    bare = f"NOT {_rows_of_run(db, 'params')} AND ({_rows_of_run(db, 'latest_metrics')} OR {_has_model(db)})"
    parents = (
        f"r.run_uuid NOT IN (SELECT c.value FROM tags c WHERE c.key = '{PARENT_TAG}' AND c.value IS NOT NULL)"
        if db.has("tags", "key", "value")
        else "1 = 1"
    )
    return _by_experiment(
        db,
        f"""SELECT r.experiment_id, count(*), {_many(bare)} FROM (
            SELECT r.run_uuid, r.experiment_id, r.start_time,
            row_number() OVER (PARTITION BY r.experiment_id ORDER BY r.start_time DESC, r.run_uuid) AS n FROM runs r
            WHERE {active(db, "runs", "r")} AND r.status = 'FINISHED' AND r.start_time < ?) r
            WHERE (r.start_time >= ? OR r.n <= {LAST_RUNS}) AND {parents} GROUP BY r.experiment_id""",
        (end, start),
    )


def _named(db: Sql, end: int) -> dict[str, tuple[int, int]]:
    """Per experiment its newest runs that are no children, and how many of them nobody named, tagged or noted."""
    own = "t.key = 'mlflow.note.content' OR (t.key NOT LIKE 'mlflow.%' AND t.key NOT LIKE 'estimator_%')"
    told = _rows_of_run(db, "tags", f" AND ({own.replace('t.', 'x.')})")
    counts: dict[str, tuple[int, int]] = {}
    for experiment, name, has_tags in db.rows(
        f"""SELECT r.experiment_id, {db.column("runs", "name", "r")}, CASE WHEN {told} THEN 1 ELSE 0 END FROM (
            SELECT r.*, row_number() OVER (PARTITION BY r.experiment_id ORDER BY r.start_time DESC, r.run_uuid) AS n FROM runs r
            WHERE {active(db, "runs", "r")} AND r.start_time < ? AND NOT {tag_exists(db, (PARENT_TAG,))}) r WHERE r.n <= {MAX_NAMED}""",
        (end,),
        what="names of runs",
    ):
        runs, unnamed = counts.get(str(experiment), (0, 0))
        counts[str(experiment)] = (runs + 1, unnamed + (not number(has_tags) and is_generated(text(name))))
    return counts


def _open(db: Sql, end: int) -> dict[str, list[OpenRun]]:
    """Per experiment the runs that run no more but say so, newest first."""
    quiet = (
        f"NOT EXISTS (SELECT 1 FROM latest_metrics m WHERE m.run_uuid = r.run_uuid AND m.timestamp >= {end - QUIET_MS})"
        if db.has("latest_metrics", "timestamp", "run_uuid")
        else "1 = 1"
    )
    found: dict[str, list[OpenRun]] = defaultdict(list)
    for experiment, run, name, at in db.rows(
        f"""SELECT r.experiment_id, r.run_uuid, {db.column("runs", "name", "r")}, r.start_time FROM runs r
            WHERE {active(db, "runs", "r")} AND r.status = 'RUNNING' AND r.start_time < ? AND {quiet}
            ORDER BY r.start_time DESC, r.run_uuid""",
        (end - OPEN_MS,),
        what="open runs",
    ):
        found[str(experiment)].append(OpenRun(run_id=str(run), name=text(name), start=moment(at)))
    return found


def _deleted(db: Sql, end: int) -> dict[str, list[int]]:
    if not db.has("runs", "lifecycle_stage", "deleted_time"):
        return {}
    sql = "SELECT r.experiment_id, count(*) FROM runs r WHERE r.lifecycle_stage = 'deleted' AND r.deleted_time < ?"
    return _by_experiment(db, f"{sql} GROUP BY r.experiment_id", (end - 30 * DAY_MS,))
