"""What a tracking database holds, by SQL that SQLite, PostgreSQL and MySQL share, in any schema of 2.x and 3.x.

The tables `secrets` and `webhooks` are never named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from debtscope_collectors.sources.mlflow.facts import (
    DatasetInput,
    GroupedRun,
    MlflowRun,
    ModelVersion,
    RegisteredModel,
)
from debtscope_collectors.sources.mlflow.raw import (
    COMMIT_ID,
    COMMIT_TAG,
    COMMIT_TAGS,
    LISTED_RUNS,
    MAX_COMMITS,
    MAX_GROUPED,
    PROJECT_TAGS,
    LoggedModel,
    RawStore,
    dataset,
    finite,
    is_notebook,
    moment,
    run_name,
    shown,
    window,
)
from debtscope_collectors.sources.mlflow.sql import Sql, number, text
from debtscope_collectors.sources.mlflow.sqlcounts import active, stats, tag_exists
from debtscope_collectors.sources.mlflow.tally import Candidate, groups
from debtscope_collectors.sources.values import without_user


def read_store(db: Sql, as_of: date) -> RawStore:
    """The store's content; artefacts are looked up by the caller."""
    revision = (
        db.rows("SELECT a.version_num FROM alembic_version a", limit=2)
        if db.has("alembic_version", "version_num")
        else []
    )
    experiments = {
        str(number): str(name)
        for number, name in db.rows(
            f"SELECT e.experiment_id, e.name FROM experiments e WHERE {active(db, 'experiments', 'e')}"
            " ORDER BY e.experiment_id",
            what="experiments",
        )
    }
    models = _models(db)
    named = [v.run_id for model in models for v in model.versions if v.run_id]
    recent = _recent_without_commit(db, experiments, as_of)
    runs, artifacts, deleted = _runs(db, [*named, *recent], frozenset(named), experiments)
    return RawStore(
        schema=str(revision[0][0]) if revision else None,
        experiments=stats(db, experiments, as_of),
        models=models,
        runs=runs,
        commits=_commits(db),
        deleted_runs=frozenset(deleted) & frozenset(named),
        artifacts={run: uri for run, uri in artifacts.items() if run in set(named)},
        logged=_logged_models(db, models),
        storage=_storage(db),
        groups=groups(_candidates(db, experiments)),
        cuts=tuple(dict.fromkeys(db.cuts)),
    )


def _recent_without_commit(db: Sql, experiments: Mapping[str, str], as_of: date) -> list[str]:
    start, end = window(as_of)
    found = db.query(
        f"""SELECT r.run_uuid, r.experiment_id FROM runs r
            WHERE {active(db, "runs", "r")} AND r.status = 'FINISHED' AND r.start_time >= ? AND r.start_time < ?
            AND NOT {tag_exists(db, COMMIT_TAGS)} ORDER BY r.start_time DESC, r.run_uuid LIMIT {LISTED_RUNS}""",
        (start, end),
    )
    return [str(run) for run, experiment in found if str(experiment) in experiments]


def _models(db: Sql) -> tuple[RegisteredModel, ...]:
    table = "registered_models"
    if not db.has(table, "name"):
        return ()
    wanted = ", ".join(db.column(table, name, "m") for name in ("description", "creation_time"))
    listed = db.rows(f"SELECT m.name, {wanted} FROM registered_models m ORDER BY m.name", what="registered models")
    tags: dict[str, list[tuple[str, str]]] = defaultdict(list)
    if db.has("registered_model_tags", "key", "value", "name"):
        sql = "SELECT t.name, t.key, t.value FROM registered_model_tags t ORDER BY t.name, t.key"
        for name, key, value in db.rows(sql, what="model tags"):
            tags[str(name)].append((str(key), str(value or "")))
    versions = _versions(db)
    return tuple(
        RegisteredModel(
            name=str(name), versions=tuple(versions.get(str(name), ())), description=text(description),
            tags=shown(tags.get(str(name), ())), created=moment(created),
        )
        for name, description, created in listed
    )  # fmt: skip


def _versions(db: Sql) -> dict[str, list[ModelVersion]]:
    table = "model_versions"
    if not db.has(table, "name", "version"):
        return {}
    aliases: dict[tuple[str, str], list[str]] = defaultdict(list)
    if db.has("registered_model_aliases", "alias", "version", "name"):
        sql = "SELECT a.name, a.version, a.alias FROM registered_model_aliases a ORDER BY a.name, a.alias"
        for name, version, alias in db.rows(sql, what="aliases"):
            aliases[str(name), str(version)].append(str(alias))
    tags: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    if db.has("model_version_tags", "key", "value", "name", "version"):
        sql = "SELECT t.name, t.version, t.key, t.value FROM model_version_tags t ORDER BY t.name, t.version, t.key"
        for name, version, key, value in db.rows(sql, what="version tags"):
            tags[str(name), str(version)][str(key)] = str(value)[:500]
    wanted = (
        "creation_time",
        "last_updated_time",
        "current_stage",
        "run_id",
        "source",
        "description",
        "user_id",
        "status",
    )
    columns = ", ".join(db.column(table, name, "v") for name in wanted)
    found: dict[str, list[ModelVersion]] = defaultdict(list)
    sql = f"SELECT v.name, v.version, {columns} FROM model_versions v ORDER BY v.name, v.version"
    for name, version, created, updated, stage, run, source, about, user, status in db.rows(sql, what="model versions"):
        key = (str(name), str(version))
        if stage == "Deleted_Internal":
            continue
        found[key[0]].append(
            ModelVersion(
                model=key[0], version=key[1], created=moment(created),
                stage=None if stage in {None, "", "None"} else str(stage), aliases=tuple(aliases.get(key, ())),
                run_id=text(run), source=without_user(text(source) or ""), tags=tags.get(key, {}),
                updated=moment(updated), description=text(about), user=text(user), status=text(status) or "READY",
            )
        )  # fmt: skip
    return found


def _storage(db: Sql) -> dict[tuple[str, str], str]:
    if not db.has("model_versions", "storage_location"):
        return {}
    sql = "SELECT v.name, v.version, v.storage_location FROM model_versions v WHERE v.storage_location IS NOT NULL"
    return {(str(name), str(version)): str(place) for name, version, place in db.rows(sql, what="model versions")}


def _logged_models(db: Sql, models: Sequence[RegisteredModel]) -> tuple[LoggedModel, ...]:
    """The logged models that versions name, by id or by their run."""
    table = "logged_models"
    if not db.has(table, "model_id", "name", "artifact_location", "source_run_id"):
        return ()
    sources = [v.source for model in models for v in model.versions]
    ids = [s.removeprefix("models:/") for s in sources if s.startswith("models:/m-")]
    runs = [v.run_id for model in models for v in model.versions if v.run_id]
    names = ("model_id", "name", "source_run_id", "artifact_location", "creation_timestamp_ms")
    columns = ", ".join(db.column(table, name, "l") for name in names)
    found = [
        *db.among(f"SELECT {columns} FROM logged_models l WHERE l.model_id IN ({{ids}})", ids),
        *db.among(f"SELECT {columns} FROM logged_models l WHERE l.source_run_id IN ({{ids}})", runs),
    ]
    rows = [
        LoggedModel(model_id=str(i), name=str(name), run_id=text(run), location=str(place), created=number(at))
        for i, name, run, place, at in dict.fromkeys(tuple(row) for row in found)
    ]
    return tuple(sorted(rows, key=lambda row: (row.created, row.model_id)))


def _runs(
    db: Sql, ids: Sequence[str], whole: frozenset[str], experiments: Mapping[str, str]
) -> tuple[dict[str, MlflowRun], dict[str, str], set[str]]:
    """(active runs by id, their artefact uris, ids of deleted ones) among those asked for; of `whole` all there is."""
    tags = _run_tags(db, ids, whole)
    params, metrics, inputs = _values(db, "params", whole), _metrics(db, whole), _datasets(db, whole)
    counted = _counts(db, "params", "run_uuid", ids, "1 = 1")
    datasets = _counts(db, "inputs", "destination_id", ids, "x.source_type = 'DATASET' AND x.destination_type = 'RUN'")
    optional = ("end_time", "lifecycle_stage", "artifact_uri", "user_id", "source_name", "source_type", "name")
    columns = ", ".join(db.column("runs", name, "r") for name in optional)
    runs: dict[str, MlflowRun] = {}
    artifacts: dict[str, str] = {}
    deleted: set[str] = set()
    sql = f"SELECT r.run_uuid, r.experiment_id, r.status, r.start_time, {columns} FROM runs r WHERE r.run_uuid IN ({{ids}})"
    for run, experiment, status, start, end, stage, uri, user, source_name, kind, name in db.among(sql, ids):
        key, own = str(run), tags.get(str(run), {})
        if stage not in {None, "active"} or str(experiment) not in experiments:
            deleted.add(key)
            continue
        artifacts[key] = str(uri or "")
        source = own.get("mlflow.source.name") or text(source_name)
        runs[key] = MlflowRun(
            run_id=key, experiment=experiments[str(experiment)], status=str(status), start=moment(start),
            end=moment(end), commit=next((own[tag] for tag in COMMIT_TAGS if own.get(tag)), None), source_name=source,
            user=own.get("mlflow.user") or text(user), params=counted.get(key, 0), datasets=datasets.get(key, 0),
            is_notebook=is_notebook(own.get("mlflow.source.type") or text(kind), source),
            project_run=any(tag in own for tag in PROJECT_TAGS), name=run_name(own, text(name)),
            inputs=tuple(inputs.get(key, ())), param_values=shown(params.get(key, ())),
            metrics=finite(metrics.get(key, ())),
            tags=shown((tag, value) for tag, value in own.items() if not tag.startswith("mlflow.") and key in whole),
        )  # fmt: skip
    return runs, artifacts, deleted


def _commits(db: Sql) -> frozenset[str]:
    """Distinct commits that runs name; the tag's index makes this one range scan."""
    if not db.has("tags", "key", "value"):
        return frozenset()
    found = db.query(
        f"SELECT DISTINCT t.value FROM tags t WHERE t.key = '{COMMIT_TAG}' AND t.value IS NOT NULL LIMIT {MAX_COMMITS}",
        (),
    )
    return frozenset(str(value) for (value,) in found if COMMIT_ID.fullmatch(str(value)))


def _run_tags(db: Sql, ids: Sequence[str], whole: frozenset[str] = frozenset()) -> dict[str, dict[str, str]]:
    """Tags by run: MLflow's own that are read here, and of `whole` every other too."""
    if not db.has("tags", "key", "value", "run_uuid"):
        return {}
    wanted = (*COMMIT_TAGS, *PROJECT_TAGS, "mlflow.source.name", "mlflow.source.type", "mlflow.user", "mlflow.runName")
    listed = ", ".join(f"'{key}'" for key in dict.fromkeys(wanted))
    tags: dict[str, dict[str, str]] = defaultdict(dict)
    sql = "SELECT t.run_uuid, t.key, t.value FROM tags t WHERE {where} AND t.run_uuid IN ({ids})"
    for where, runs in ((f"t.key IN ({listed})", ids), ("t.key NOT LIKE 'mlflow.%'", sorted(whole))):
        for run, key, value in db.among(sql.replace("{where}", where), runs):
            if value is not None:
                tags[str(run)][str(key)] = str(value)[:500]
    return tags


def _values(db: Sql, table: str, ids: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    if db.has(table, "key", "value", "run_uuid"):
        sql = f"SELECT x.run_uuid, x.key, x.value FROM {table} x WHERE x.run_uuid IN ({{ids}})"
        for run, key, value in db.among(sql, sorted(ids)):
            found[str(run)].append((str(key), "" if value is None else str(value)))
    return {run: sorted(pairs) for run, pairs in found.items()}


def _metrics(db: Sql, ids: Iterable[str]) -> dict[str, list[tuple[str, object]]]:
    """Latest values; what is no number is stored as 0 with a mark."""
    found: dict[str, list[tuple[str, object]]] = defaultdict(list)
    if db.has("latest_metrics", "key", "value", "run_uuid"):
        sql = f"""SELECT m.run_uuid, m.key, m.value, {db.column("latest_metrics", "is_nan", "m")} FROM latest_metrics m
            WHERE m.run_uuid IN ({{ids}})"""
        for run, key, value, is_nan in db.among(sql, sorted(ids)):
            if not is_nan and not (
                isinstance(value, float) and abs(value) > 1.7e308
            ):  # an infinity as MLflow stores it
                found[str(run)].append((str(key), value))
    return {run: sorted(pairs, key=lambda pair: pair[0]) for run, pairs in found.items()}


def _datasets(db: Sql, ids: Iterable[str]) -> dict[str, list[DatasetInput]]:
    found: dict[str, list[DatasetInput]] = defaultdict(list)
    if not db.has("datasets", "dataset_uuid", "name", "digest") or not db.has("inputs", "source_id", "destination_id"):
        return found
    context: dict[str, str] = {}
    has_tags = db.has("input_tags", "input_uuid", "name", "value") and db.has("inputs", "input_uuid")
    wanted = ("dataset_source_type", "dataset_source", "dataset_schema", "dataset_profile")
    columns = ", ".join(db.column("datasets", name, "d") for name in wanted)
    sql = f"""SELECT i.destination_id, {db.column("inputs", "input_uuid", "i")}, d.name, d.digest, {columns} FROM inputs i
        JOIN datasets d ON d.dataset_uuid = i.source_id WHERE i.source_type = 'DATASET' AND i.destination_type = 'RUN'
        AND i.destination_id IN ({{ids}})"""
    rows = list(db.among(sql, sorted(ids)))
    if has_tags:
        told = "SELECT t.input_uuid, t.value FROM input_tags t WHERE t.name = 'mlflow.data.context' AND t.input_uuid IN ({ids})"
        context = {str(one): str(value) for one, value in db.among(told, [str(row[1]) for row in rows])}
    for run, one, name, digest, kind, source, schema, profile in rows:
        fields = {
            "name": name,
            "digest": digest,
            "source_type": kind,
            "source": source,
            "schema": schema,
            "profile": profile,
        }
        found[str(run)].append(dataset(fields, context.get(str(one))))
    return {run: sorted(inputs, key=lambda one: (one.context or "", one.name)) for run, inputs in found.items()}


def _counts(db: Sql, table: str, column: str, ids: Sequence[str], where: str) -> dict[str, int]:
    if not db.has(table, column):
        return {}
    sql = f"SELECT x.{column}, count(*) FROM {table} x WHERE {where} AND x.{column} IN ({{ids}}) GROUP BY x.{column}"
    return {str(run): number(count) for run, count in db.among(sql, ids)}


def _candidates(db: Sql, experiments: Mapping[str, str]) -> list[Candidate]:
    """The newest FINISHED runs that name a commit, with what they were made of."""
    rows = db.query(
        f"""SELECT r.run_uuid, r.experiment_id, r.start_time, {db.column("runs", "source_name", "r")},
            {db.column("runs", "name", "r")} FROM runs r WHERE {active(db, "runs", "r")} AND r.status = 'FINISHED'
            AND {tag_exists(db, COMMIT_TAGS)} ORDER BY r.start_time DESC, r.run_uuid LIMIT {MAX_GROUPED}""",
        (),
    )
    kept = [row for row in rows if str(row[1]) in experiments]
    ids = [str(row[0]) for row in kept]
    tags, params, metrics = _run_tags(db, ids), _values(db, "params", ids), _metrics(db, ids)
    digests: dict[str, list[str]] = defaultdict(list)
    if db.has("datasets", "dataset_uuid", "digest") and db.has("inputs", "source_id", "destination_id"):
        sql = """SELECT i.destination_id, d.digest FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id
            WHERE i.source_type = 'DATASET' AND i.destination_type = 'RUN' AND i.destination_id IN ({ids})"""
        for run, digest in db.among(sql, ids):
            digests[str(run)].append(str(digest))
    found: list[Candidate] = []
    for run, experiment, start, source, name in kept:
        key, own = str(run), tags.get(str(run), {})
        commit = next((own[tag] for tag in COMMIT_TAGS if own.get(tag)), None)
        if commit is None:
            continue
        one = GroupedRun(
            run_id=key, name=run_name(own, text(name)), start=moment(start), metrics=finite(metrics.get(key, ()))
        )
        found.append(
            Candidate(
                run=one, experiment=experiments[str(experiment)], commit=commit, params=shown(params.get(key, ())),
                source=own.get("mlflow.source.name") or text(source), datasets=tuple(digests.get(key, ())),
            )
        )  # fmt: skip
    return found
