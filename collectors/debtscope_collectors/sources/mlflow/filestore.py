"""MLflow's file store (`mlruns/`), 2.x and 3.x: folders of small files, read as few of them as the answers need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from debtscope.api import Unreadable, Workspace
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
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
    MAX_COMMITS,
    MAX_VALUES,
    MODELS_TAG,
    PARENT_TAG,
    PROJECT_TAGS,
    LoggedModel,
    RawStore,
    dataset,
    finite,
    is_generated,
    is_notebook,
    is_own_tag,
    moment,
    names_data,
    shown,
)
from debtscope_collectors.sources.mlflow.tally import Candidate, LightRun, groups, tally
from debtscope_collectors.sources.shape import mapping
from debtscope_collectors.sources.values import as_int, as_text, without_user

MAX_RUNS = 20_000
"""Runs whose meta.yaml is read; a store with more of them says that it was cut."""
MAX_GROUPED_FILES = 500
"""Runs among which repetitions are looked for: each is some twenty files."""
STATUS = {1: "RUNNING", 2: "SCHEDULED", 3: "FINISHED", 4: "FAILED", 5: "KILLED"}
_LINE = regex(r"^(\w{1,40}):[ \t]*(.{0,2000})$", re.MULTILINE)
_EXPERIMENT = regex(r"(?P<id>\d{1,20})/meta\.yaml")
_RUN = regex(r"(?P<experiment>\d{1,20})/(?P<run>[0-9a-f]{32})/(?P<rest>.+)")


@dataclass(slots=True)
class _RunFiles:
    """The files of one run, by what they tell."""

    experiment: str
    tags: dict[str, str] = field(default_factory=dict[str, str])
    """Tag key -> path."""
    params: dict[str, str] = field(default_factory=dict[str, str])
    metrics: dict[str, str] = field(default_factory=dict[str, str])
    inputs: list[str] = field(default_factory=list[str])
    """Paths."""
    meta: str | None = None


@frozen
class _Meta:
    status: str
    start: int | None
    end: int | None
    artifacts: str
    user: str | None
    name: str | None
    is_active: bool
    deleted: int | None


def store_roots(paths: Iterable[str]) -> list[str]:
    """Folders that look like file stores among the paths of all `meta.yaml` files: `<root>/<digits>/meta.yaml`."""
    roots: set[str] = set()
    for path in paths:
        if "/.trash/" in f"/{path}":
            continue
        parts = path.rsplit("/", 2)
        if len(parts) == 3 and _EXPERIMENT.fullmatch(f"{parts[1]}/{parts[2]}"):
            roots.add(parts[0])
        elif len(parts) == 2 and _EXPERIMENT.fullmatch(path):
            roots.add("")
    return sorted(roots)


class FileStore:
    """Reads one store below a workspace folder."""

    def __init__(self, workspace: Workspace, root: str) -> None:
        self._workspace = workspace
        self._root = f"{root}/" if root else ""
        self._problems: list[tuple[str, str]] = []
        self._runs: dict[str, _RunFiles] = {}
        self._experiments: list[str] = []
        self._registry: dict[str, list[str]] = {}
        self._logged: list[str] = []
        self._metas: dict[str, _Meta] = {}

    @property
    def problems(self) -> Sequence[tuple[str, str]]:
        """(path, reason) of what could not be read."""
        return self._problems

    @property
    def a_file(self) -> str:
        """The path of some file of the store."""
        return f"{self._root}{self._experiments[0]}/meta.yaml"

    def is_store(self) -> bool:
        """Whether some experiment's meta.yaml says what MLflow writes there."""
        self._index()
        for experiment in self._experiments[:20]:
            meta = self._fields(f"{self._root}{experiment}/meta.yaml")
            if "experiment_id" in meta and "lifecycle_stage" in meta:
                return True
        return False

    def read(self) -> RawStore:
        """The store's content."""
        names = self._experiment_names()
        for run, files in self._runs.items():
            if files.meta and len(self._metas) < MAX_RUNS and files.experiment in names:
                meta = self._run_meta(files.meta)
                if meta:
                    self._metas[run] = meta
        models = self._models()
        logged = self._logged_models()
        named = dict.fromkeys(v.run_id for model in models for v in model.versions if v.run_id)
        of_models = frozenset(row.run_id for row in logged if row.run_id)
        stats, bare = tally(names, [self._light(run, of_models) for run in self._metas], self._workspace.as_of)
        runs = {run: self._run(run, names, is_whole=run in named) for run in [*named, *bare] if run in self._metas}
        total = sum(1 for files in self._runs.values() if files.meta)
        cut = f"{MAX_RUNS} of {total} runs were read"
        return RawStore(
            schema=None,
            experiments=stats,
            models=models,
            runs={run: record for run, record in runs.items() if self._metas[run].is_active},
            commits=self._commits(),
            deleted_runs=frozenset(r for r in named if r in self._metas and not self._metas[r].is_active),
            artifacts={run: self._metas[run].artifacts for run in named if run in self._metas},
            logged=logged,
            groups=groups(self._candidates(names)),
            cuts=(cut,) if total > MAX_RUNS else (),
        )

    def _index(self) -> None:
        if self._experiments:
            return
        pattern = self._root.replace("[", "[[]") + "**"
        for entry in self._workspace.find(pattern, ignored=True):
            inner = entry.path[len(self._root) :]
            if _EXPERIMENT.fullmatch(inner):
                self._experiments.append(inner.partition("/")[0])
            elif inner.startswith("models/"):
                self._registry.setdefault(inner.split("/", 2)[1], []).append(inner)
            elif found := _RUN.fullmatch(inner):
                self._place(found, entry.path)
            elif inner.endswith("/meta.yaml") and "/models/m-" in inner:
                self._logged.append(entry.path)

    def _place(self, found: re.Match[str], path: str) -> None:
        files = self._runs.setdefault(found["run"], _RunFiles(experiment=found["experiment"]))
        kind, _, rest = found["rest"].partition("/")
        if kind == "meta.yaml":
            files.meta = path
        elif kind == "tags":
            files.tags[rest] = path
        elif kind == "params":
            files.params[rest] = path
        elif kind == "metrics":
            files.metrics[rest] = path
        elif kind == "inputs" and rest.endswith("/meta.yaml"):
            files.inputs.append(path)

    def _text(self, path: str) -> str:
        try:
            return self._workspace.text(path)
        except Unreadable as error:
            self._problems.append((path, error.message))
            return ""

    def _fields(self, path: str) -> dict[str, str]:
        """The scalars at the top of a meta.yaml: a hundred times as fast as YAML, for files that MLflow itself wrote."""
        return {key: value.strip().strip("'\"") for key, value in _LINE.findall(self._text(path))}

    def _experiment_names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for experiment in self._experiments:
            meta = self._fields(f"{self._root}{experiment}/meta.yaml")
            if meta.get("lifecycle_stage", "active") == "active":
                names[experiment] = meta.get("name") or experiment
        return names

    def _run_meta(self, path: str) -> _Meta | None:
        meta = self._fields(path)
        if "status" not in meta:
            if meta:
                self._problems.append((path, "not read: no run's meta.yaml"))
            return None
        return _Meta(
            status=STATUS.get(as_int(meta["status"]) or 0, meta["status"]),
            start=as_int(meta.get("start_time")),
            end=as_int(meta.get("end_time")),
            artifacts=meta.get("artifact_uri", ""),
            user=meta.get("user_id") or None,
            name=meta.get("run_name") or None,
            deleted=as_int(meta.get("deleted_time")),
            is_active=meta.get("lifecycle_stage", "active") == "active",
        )

    def _light(self, run: str, of_models: frozenset[str]) -> LightRun:
        files, meta = self._runs[run], self._metas[run]
        return LightRun(
            run_id=run, experiment=files.experiment, name=meta.name, status=meta.status, start=meta.start, end=meta.end,
            is_active=meta.is_active, has_commit=bool(self._commit_tags(run)), datasets=len(files.inputs),
            params=len(files.params), has_metrics=bool(files.metrics), deleted=meta.deleted,
            has_model=MODELS_TAG in files.tags or run in of_models,
            names_data=any(names_data(key) for key in (*files.tags, *files.params)),
            updated=self._updated(files) if meta.status == "RUNNING" else None,
            parent=self._tag(run, PARENT_TAG),
            is_unnamed=is_generated(meta.name) and not any(is_own_tag(key) for key in files.tags),
        )  # fmt: skip

    def _updated(self, files: _RunFiles) -> int | None:
        """When a run last logged a metric."""
        times = (as_int(self._last(path).partition(" ")[0]) for path in islice(files.metrics.values(), MAX_VALUES))
        return max((at for at in times if at is not None), default=None)

    def _last(self, path: str) -> str:
        """The last line of a metric's history: `time value step`."""
        return self._text(path).rstrip().rpartition("\n")[2]

    def _metrics(self, files: _RunFiles) -> dict[str, float]:
        found: list[tuple[str, object]] = []
        for key, path in islice(sorted(files.metrics.items()), MAX_VALUES):
            words = self._last(path).split(" ")
            try:
                found.append((key, float(words[1])))
            except (IndexError, ValueError):
                continue
        return finite(found)

    def _params(self, files: _RunFiles) -> dict[str, str]:
        return shown((key, self._text(path)) for key, path in sorted(files.params.items()))

    def _datasets(self, files: _RunFiles) -> tuple[DatasetInput, ...]:
        found: list[DatasetInput] = []
        for path in files.inputs[:MAX_VALUES]:
            link = self._yaml(path[len(self._root) :])
            one = as_text(link.get("source_id")) or path.split("/")[-2]
            context = as_text(mapping(link.get("tags")).get("mlflow.data.context"))
            place = f"{files.experiment}/datasets/{one}/meta.yaml"
            if "/" not in one and self._workspace.entry(self._root + place):
                found.append(dataset(self._yaml(place), context))
        return tuple(sorted(found, key=lambda one: (one.context or "", one.name)))

    def _candidates(self, names: Mapping[str, str]) -> list[Candidate]:
        """The newest FINISHED runs that name a commit, with what they were made of."""
        wanted = sorted(
            (-(meta.start or 0), run)
            for run, meta in self._metas.items()
            if meta.is_active and meta.status == "FINISHED" and self._commit_tags(run)
        )
        found: list[Candidate] = []
        for _, run in wanted[:MAX_GROUPED_FILES]:
            files, meta = self._runs[run], self._metas[run]
            if commit := self._commit(run):
                one = GroupedRun(run_id=run, name=meta.name, start=moment(meta.start), metrics=self._metrics(files))
                found.append(
                    Candidate(
                        run=one, experiment=names[files.experiment], commit=commit,
                        source=self._tag(run, "mlflow.source.name"), params=self._params(files),
                        datasets=tuple(one.digest for one in self._datasets(files)),
                    )
                )  # fmt: skip
        return found

    def _commit(self, run: str) -> str | None:
        return next((value for tag in self._commit_tags(run) if (value := self._tag(run, tag))), None)

    def _commit_tags(self, run: str) -> list[str]:
        return [tag for tag in COMMIT_TAGS if tag in self._runs[run].tags]

    def _tag(self, run: str, key: str) -> str | None:
        path = self._runs[run].tags.get(key)
        return self._text(path).strip()[:500] or None if path else None

    def _commits(self) -> frozenset[str]:
        """Commits that runs name; of a large store a part of the runs is enough to know whose it is."""
        found = (self._tag(run, COMMIT_TAG) for run in islice(self._metas, MAX_COMMITS))
        return frozenset(commit for commit in found if commit and COMMIT_ID.fullmatch(commit))

    def _run(self, run: str, names: Mapping[str, str], *, is_whole: bool) -> MlflowRun:
        """One run; `is_whole` with its values, else with their numbers alone."""
        files, meta = self._runs[run], self._metas[run]
        source = self._tag(run, "mlflow.source.name")
        return MlflowRun(
            run_id=run,
            experiment=names[files.experiment],
            status=meta.status,
            start=moment(meta.start),
            end=moment(meta.end),
            commit=self._commit(run),
            source_name=source,
            user=self._tag(run, "mlflow.user") or meta.user,
            params=len(files.params),
            datasets=len(files.inputs),
            is_notebook=is_notebook(self._tag(run, "mlflow.source.type"), source),
            project_run=any(tag in files.tags for tag in PROJECT_TAGS),
            name=meta.name,
            inputs=self._datasets(files) if is_whole else (),
            param_values=self._params(files) if is_whole else {},
            metrics=self._metrics(files) if is_whole else {},
            tags=shown(
                (tag, self._tag(run, tag) or "") for tag in files.tags if is_whole and not tag.startswith("mlflow.")
            ),
        )

    def _yaml(self, inner: str) -> Mapping[str, object]:
        try:
            documents = self._workspace.yaml(self._root + inner)
        except Unreadable as error:
            self._problems.append((self._root + inner, error.message))
            return {}
        return mapping(documents[0] if documents else None)

    def _models(self) -> tuple[RegisteredModel, ...]:
        models: list[RegisteredModel] = []
        for folder, paths in sorted(self._registry.items()):
            if f"models/{folder}/meta.yaml" not in paths:
                continue
            meta = self._yaml(f"models/{folder}/meta.yaml")
            name = as_text(meta.get("name")) or folder
            aliases = self._aliases(folder, paths, meta)
            versions = [
                self._version(name, inner, paths, aliases)
                for inner in paths
                if re.fullmatch(rf"models/{re.escape(folder)}/version-\d{{1,9}}/meta\.yaml", inner)
            ]
            versions.sort(key=lambda version: int(version.version))
            models.append(
                RegisteredModel(
                    name=name,
                    versions=tuple(v for v in versions if v.stage != "Deleted_Internal"),
                    description=as_text(meta.get("description")) or None,
                    tags=shown(self._tags(f"models/{folder}/tags/", paths).items()),
                    created=moment(as_int(meta.get("creation_timestamp"))),
                )
            )
        return tuple(models)

    def _aliases(self, folder: str, paths: Sequence[str], meta: Mapping[str, object]) -> dict[str, str]:
        aliases = {alias: str(version) for alias, version in mapping(meta.get("aliases")).items()}
        prefix = f"models/{folder}/aliases/"
        for inner in paths:
            if inner.startswith(prefix):
                aliases[inner[len(prefix) :]] = self._text(self._root + inner).strip()[:20]
        return aliases

    def _version(self, name: str, inner: str, paths: Sequence[str], aliases: Mapping[str, str]) -> ModelVersion:
        meta = self._yaml(inner)
        folder = inner.rpartition("/")[0]
        version = folder.rpartition("-")[2]
        stage = as_text(meta.get("current_stage"))
        return ModelVersion(
            model=name,
            version=version,
            created=moment(as_int(meta.get("creation_timestamp"))),
            stage=None if stage in {None, "", "None"} else stage,
            aliases=tuple(sorted(alias for alias, of in aliases.items() if of == version)),
            run_id=as_text(meta.get("run_id")) or None,
            source=without_user(as_text(meta.get("source")) or ""),
            tags=self._tags(f"{folder}/tags/", paths),
            updated=moment(as_int(meta.get("last_updated_timestamp"))),
            description=as_text(meta.get("description")) or None,
            user=as_text(meta.get("user_id")) or None,
            status=as_text(meta.get("status")) or "READY",
        )

    def _tags(self, prefix: str, paths: Sequence[str]) -> dict[str, str]:
        return {p[len(prefix) :]: self._text(self._root + p).strip()[:500] for p in paths if p.startswith(prefix)}

    def _logged_models(self) -> tuple[LoggedModel, ...]:
        rows: list[LoggedModel] = []
        for path in self._logged:
            meta = self._fields(path)
            if meta.get("model_id"):
                rows.append(
                    LoggedModel(
                        model_id=meta["model_id"],
                        name=meta.get("name", ""),
                        run_id=meta.get("source_run_id") or None,
                        location=meta.get("artifact_location") or path.rpartition("/")[0] + "/artifacts",
                        created=as_int(meta.get("creation_timestamp")) or 0,
                    )
                )
        return tuple(sorted(rows, key=lambda row: (row.created, row.model_id)))
