"""A tracking server read over REST, page by page, up to a number of pages; what was left out is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote

from debtscope_collectors.sources.mlflow.facts import DatasetInput, GroupedRun, MlflowRun, ModelVersion, RegisteredModel
from debtscope_collectors.sources.mlflow.http import Missing, OutOfBudget, Server
from debtscope_collectors.sources.mlflow.raw import (
    COMMIT_ID,
    COMMIT_TAG,
    COMMIT_TAGS,
    MAX_COMMITS,
    MAX_GROUPED,
    MODELS_TAG,
    PARENT_TAG,
    PROJECT_TAGS,
    RawStore,
    dataset,
    finite,
    is_generated,
    is_notebook,
    is_own_tag,
    moment,
    names_data,
    run_name,
    shown,
)
from debtscope_collectors.sources.mlflow.tally import Candidate, LightRun, groups, tally
from debtscope_collectors.sources.shape import mapping, sequence, text
from debtscope_collectors.sources.values import as_int, as_text, without_user

API = "api/2.0/mlflow"
PAGE = 1000
MODELS_PAGE = 100
MAX_RUN_PAGES = 40
"""Of a thousand runs each, newest first."""
MAX_PAGES = 50
"""Of experiments, models and versions."""
AT_ONCE = 100
"""Experiments that one search names."""
MAX_SINGLE = 200
"""Runs behind versions that are older than the pages and asked for one by one."""


@dataclass(slots=True)
class _Seen:
    """What the pages of runs left behind: everything that is counted, and whole only what is shown."""

    light: list[LightRun] = field(default_factory=list[LightRun])
    runs: dict[str, MlflowRun] = field(default_factory=dict[str, MlflowRun])
    candidates: list[Candidate] = field(default_factory=list[Candidate])
    commits: set[str] = field(default_factory=set[str])
    artifacts: dict[str, str] = field(default_factory=dict[str, str])
    deleted: set[str] = field(default_factory=set[str])


def read_server(server: Server, as_of: date) -> RawStore:
    """The server's content. Raises UsageError where it does not answer as a tracking server."""
    cuts: list[str] = []
    names, traced = _experiments(server, cuts)
    models = _models(server, cuts)
    wanted = {version.run_id for model in models for version in model.versions if version.run_id}
    seen = _runs(server, names, wanted, cuts)
    stats, bare = tally(names, seen.light, as_of, traced)
    kept = {*wanted, *bare}
    return RawStore(
        schema=None,
        experiments=stats,
        models=models,
        runs={run: record for run, record in seen.runs.items() if run in kept},
        commits=frozenset(seen.commits),
        deleted_runs=frozenset(seen.deleted & wanted),
        artifacts={run: uri for run, uri in seen.artifacts.items() if run in wanted},
        groups=groups(seen.candidates),
        cuts=tuple(dict.fromkeys(cuts)),
    )


def _pages(
    server: Server, path: str, body: Mapping[str, object] | None, most: int, what: str, cuts: list[str]
) -> Iterator[Mapping[str, object]]:
    """The pages of a search, GET where there is no body; ends at the budget and says so."""
    token = ""
    for _ in range(most):
        try:
            if body is None:
                mark = "&" if "?" in path else "?"
                page = server.get(f"{path}{mark}page_token={quote(token)}" if token else path)
            else:
                page = server.post(path, {**body, "page_token": token} if token else body)
        except OutOfBudget:
            cuts.append(f"the server's time or size limit was reached before all {what} were read")
            return
        yield page
        following = text(page.get("next_page_token"))
        if not following or following == token:
            return
        token = following
    cuts.append(f"only the first {most} pages of {what} were read")


def _experiments(server: Server, cuts: list[str]) -> tuple[dict[str, str], frozenset[str]]:
    """(id -> name of the active ones, ids of those that hold traces rather than trainings)."""
    names: dict[str, str] = {}
    traced: set[str] = set()
    path = f"{API}/experiments/search?max_results={PAGE}&view_type=ACTIVE_ONLY"
    for page in _pages(server, path, None, MAX_PAGES, "experiments", cuts):
        for entry in sequence(page.get("experiments")):
            one = mapping(entry)
            number = text(one.get("experiment_id"))
            if number and one.get("lifecycle_stage") != "deleted":
                names[number] = text(one.get("name")) or number
                if _pairs(one.get("tags")).get("mlflow.experimentKind", "").startswith("genai"):
                    traced.add(number)
    return {number: names[number] for number in sorted(names, key=lambda one: (len(one), one))}, frozenset(traced)


def _pairs(value: object) -> dict[str, str]:
    """A list of {key, value} as a mapping."""
    found = (mapping(entry) for entry in sequence(value))
    return {text(one.get("key")): text(one.get("value")) for one in found if text(one.get("key"))}


def _models(server: Server, cuts: list[str]) -> tuple[RegisteredModel, ...]:
    listed: dict[str, Mapping[str, object]] = {}
    path = f"{API}/registered-models/search?max_results={MODELS_PAGE}"
    for page in _pages(server, path, None, MAX_PAGES, "registered models", cuts):
        for entry in sequence(page.get("registered_models")):
            one = mapping(entry)
            if name := text(one.get("name")):
                listed[name] = one
    aliases: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, one in listed.items():
        for entry in sequence(one.get("aliases")):
            alias = mapping(entry)
            aliases[name, text(alias.get("version"))].append(text(alias.get("alias")))
    versions: dict[str, dict[str, ModelVersion]] = defaultdict(dict)
    for entry in _versions(server, listed, cuts):
        one = _version(mapping(entry), aliases)
        if one.stage != "Deleted_Internal" and one.version:
            versions[one.model][one.version] = one
    return tuple(
        RegisteredModel(
            name=name,
            versions=tuple(sorted(versions[name].values(), key=lambda v: as_int(v.version) or 0)),
            description=as_text(one.get("description")) or None,
            tags=shown(_pairs(one.get("tags")).items()),
            created=moment(as_int(one.get("creation_timestamp"))),
        )
        for name, one in sorted(listed.items())
    )


def _versions(server: Server, listed: Mapping[str, Mapping[str, object]], cuts: list[str]) -> Iterator[object]:
    """All versions; those that a model names as its latest, where the budget ended before them."""
    for one in listed.values():
        yield from sequence(one.get("latest_versions"))
    path = f"{API}/model-versions/search?max_results={PAGE}"
    for page in _pages(server, path, None, MAX_PAGES, "model versions", cuts) if listed else ():
        yield from sequence(page.get("model_versions"))


def _version(one: Mapping[str, object], aliases: Mapping[tuple[str, str], Sequence[str]]) -> ModelVersion:
    name, version, stage = text(one.get("name")), text(one.get("version")), as_text(one.get("current_stage"))
    return ModelVersion(
        model=name, version=version, created=moment(as_int(one.get("creation_timestamp"))),
        stage=None if stage in {None, "", "None"} else stage, aliases=tuple(sorted(aliases.get((name, version), ()))),
        run_id=as_text(one.get("run_id")) or None, source=without_user(text(one.get("source"))),
        tags={key: value[:500] for key, value in _pairs(one.get("tags")).items()},
        updated=moment(as_int(one.get("last_updated_timestamp"))), description=as_text(one.get("description")) or None,
        user=as_text(one.get("user_id")) or None, status=as_text(one.get("status")) or "READY",
    )  # fmt: skip


def _runs(server: Server, names: Mapping[str, str], wanted: set[str], cuts: list[str]) -> _Seen:
    """Pages of runs, newest first, then the ones behind versions that are older than the pages."""
    seen = _Seen()
    ids = list(names)
    left = MAX_RUN_PAGES
    for start in range(0, len(ids), AT_ONCE):
        if left <= 0:
            cuts.append(f"runs of {len(ids) - start} experiments were not read")
            break
        body = {
            "experiment_ids": ids[start : start + AT_ONCE], "max_results": PAGE, "run_view_type": "ALL",
            "order_by": ["attributes.start_time DESC"],
        }  # fmt: skip
        for page in _pages(server, f"{API}/runs/search", body, left, "runs (the newest come first)", cuts):
            left -= 1
            for entry in sequence(page.get("runs")):
                _take(mapping(entry), names, wanted, seen)
    missing = sorted(wanted - set(seen.runs) - seen.deleted)
    for run in missing[:MAX_SINGLE] if left <= 0 else ():
        try:
            _take(
                mapping(server.get(f"{API}/runs/get?run_id={quote(run)}").get("run")), names, wanted, seen, is_old=True
            )
        except Missing:
            continue
        except OutOfBudget:
            cuts.append("the server's time or size limit was reached before all runs behind versions were read")
            break
    return seen


def _take(
    run: Mapping[str, object], names: Mapping[str, str], wanted: set[str], seen: _Seen, *, is_old: bool = False
) -> None:
    """Counts one run, and keeps of it what may be shown."""
    info, data = mapping(run.get("info")), mapping(run.get("data"))
    key, experiment = text(info.get("run_id")) or text(info.get("run_uuid")), text(info.get("experiment_id"))
    if not key or experiment not in names:
        return
    tags, params = _pairs(data.get("tags")), _pairs(data.get("params"))
    metrics = [mapping(entry) for entry in sequence(data.get("metrics"))]
    inputs = _inputs(run) if key in wanted or not is_old else ()
    commit = next((tags[tag] for tag in COMMIT_TAGS if tags.get(tag)), None)
    light = _light(info, key, experiment, tags, params, metrics, len(inputs), has_commit=commit is not None)
    if not is_old:
        seen.light.append(light)
    if not light.is_active:
        seen.deleted.add(key)
        return
    if commit and COMMIT_ID.fullmatch(tags.get(COMMIT_TAG, "")) and len(seen.commits) < MAX_COMMITS:
        seen.commits.add(tags[COMMIT_TAG])
    values = finite((text(one.get("key")), one.get("value")) for one in metrics)
    if commit and light.status == "FINISHED" and not is_old and len(seen.candidates) < MAX_GROUPED:
        grouped = GroupedRun(run_id=key, name=light.name, start=moment(light.start), metrics=values)
        seen.candidates.append(
            Candidate(
                run=grouped, experiment=names[experiment], commit=commit, source=tags.get("mlflow.source.name"),
                params=shown(sorted(params.items())), datasets=tuple(one.digest for one in inputs),
            )
        )  # fmt: skip
    if key in wanted or commit is None:
        seen.artifacts[key] = text(info.get("artifact_uri"))
        seen.runs[key] = _run(light, info, names[experiment], tags, params, values, inputs, key in wanted, commit)


def _inputs(run: Mapping[str, object]) -> tuple[DatasetInput, ...]:
    found: list[DatasetInput] = []
    for entry in sequence(mapping(run.get("inputs")).get("dataset_inputs")):
        one = mapping(entry)
        context = _pairs(one.get("tags")).get("mlflow.data.context")
        found.append(dataset(mapping(one.get("dataset")), context))
    return tuple(sorted(found, key=lambda one: (one.context or "", one.name)))


def _light(
    info: Mapping[str, object],
    key: str,
    experiment: str,
    tags: Mapping[str, str],
    params: Mapping[str, str],
    metrics: Sequence[Mapping[str, object]],
    datasets: int,
    *,
    has_commit: bool,
) -> LightRun:
    times = [at for one in metrics if (at := as_int(one.get("timestamp"))) is not None]
    return LightRun(
        run_id=key, experiment=experiment, name=run_name(tags, as_text(info.get("run_name"))),
        status=text(info.get("status")), start=as_int(info.get("start_time")), end=as_int(info.get("end_time")),
        is_active=info.get("lifecycle_stage") in {None, "active"}, has_commit=has_commit, datasets=datasets,
        params=len(params), has_metrics=bool(metrics), has_model=MODELS_TAG in tags,
        names_data=any(names_data(name) for name in (*tags, *params)), updated=max(times, default=None),
        parent=tags.get(PARENT_TAG),
        is_unnamed=is_generated(run_name(tags, as_text(info.get("run_name")))) and not any(map(is_own_tag, tags)),
    )  # fmt: skip


def _run(
    light: LightRun,
    info: Mapping[str, object],
    experiment: str,
    tags: Mapping[str, str],
    params: Mapping[str, str],
    metrics: Mapping[str, float],
    inputs: tuple[DatasetInput, ...],
    is_whole: bool,
    commit: str | None,
) -> MlflowRun:
    source = tags.get("mlflow.source.name")
    return MlflowRun(
        run_id=light.run_id, experiment=experiment, status=light.status, start=moment(light.start),
        end=moment(light.end), commit=commit, source_name=source,
        user=tags.get("mlflow.user") or as_text(info.get("user_id")) or None, params=light.params,
        datasets=light.datasets, is_notebook=is_notebook(tags.get("mlflow.source.type"), source),
        project_run=any(tag in tags for tag in PROJECT_TAGS), name=light.name, inputs=inputs if is_whole else (),
        param_values=shown(sorted(params.items())) if is_whole else {}, metrics=metrics if is_whole else {},
        tags=shown((key, value) for key, value in tags.items() if is_whole and not key.startswith("mlflow.")),
    )  # fmt: skip
