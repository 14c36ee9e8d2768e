"""What an MLflow store says, read without MLflow. Times are UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from debtscope.model.frozen import frozen


@frozen
class DatasetInput:
    """One dataset that a run names as its input."""

    name: str
    digest: str
    source_type: str
    """local, code, http, s3, hugging_face, delta_table …"""
    source: str | None
    """Where it lies, user information removed; None where the store does not tell."""
    context: str | None = None
    """training, evaluation …"""
    columns: tuple[str, ...] = ()
    rows: int | None = None


@frozen
class SignatureColumn:
    """One column of a model's signature; `name` is None for tensors and unnamed columns."""

    name: str | None
    type: str
    required: bool = True


@frozen
class MlflowRun:
    """One run. Deleted runs are not listed."""

    run_id: str
    experiment: str
    """Name of the experiment."""
    status: str
    """RUNNING, SCHEDULED, FINISHED, FAILED or KILLED."""
    start: datetime | None
    end: datetime | None
    commit: str | None
    source_name: str | None
    user: str | None
    params: int
    """Number of parameters."""
    datasets: int
    """Number of dataset inputs."""
    is_notebook: bool = False
    project_run: bool = False
    """Started as an MLproject or by a platform that records the revision in its own tag."""
    name: str | None = None
    inputs: tuple[DatasetInput, ...] = ()
    """Its datasets; read for runs that a registered version names."""
    param_values: Mapping[str, str] = field(default_factory=dict[str, str])
    """Parameters, what looks like a credential as `***`; read for runs that a registered version names."""
    metrics: Mapping[str, float] = field(default_factory=dict[str, float])
    """Latest finite values; read for runs that a registered version names."""
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    """Tags that are not MLflow's own; read for runs that a registered version names."""


@frozen
class LoggedModelFile:
    """What the MLmodel file of a version says; absent when the artefact is remote."""

    path: str
    """Workspace path of the MLmodel."""
    has_signature: bool
    has_inputs: bool
    has_outputs: bool
    has_input_example: bool
    flavours: tuple[str, ...]
    serialization: str | None
    requirements: tuple[str, ...] = ()
    inputs: tuple[SignatureColumn, ...] = ()
    outputs: tuple[SignatureColumn, ...] = ()
    python_version: str | None = None
    model_class: str | None = None
    """What the flavour says was saved: `sklearn.pipeline.Pipeline` …, where it says so."""
    relocated: bool = False
    """The recorded artefact path did not exist; found by its longest tail beneath the store's folder."""


@frozen
class ModelVersion:
    """One version of a registered model."""

    model: str
    version: str
    created: datetime | None
    stage: str | None
    aliases: tuple[str, ...]
    run_id: str | None
    source: str
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    updated: datetime | None = None
    """Last change of the version's record: an upper bound for when its stage was set."""
    description: str | None = None
    user: str | None = None
    """Who made the version; None where the store does not tell, as without a login."""
    status: str = "READY"
    """READY, PENDING_REGISTRATION or FAILED_REGISTRATION."""
    file: LoggedModelFile | None = None


@frozen
class RegisteredModel:
    """One entry of the model registry; may have no versions."""

    name: str
    versions: tuple[ModelVersion, ...]
    description: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    created: datetime | None = None


@frozen
class OpenRun:
    """A run that says it is running."""

    run_id: str
    name: str | None
    start: datetime | None


@frozen
class GroupedRun:
    """One run of a group."""

    run_id: str
    name: str | None
    start: datetime | None
    metrics: Mapping[str, float]
    """Latest finite values."""


@frozen
class RunGroup:
    """FINISHED runs of one experiment with the same commit, program, parameters and datasets: two or more, oldest first."""

    experiment: str
    commit: str
    params: Mapping[str, str]
    datasets: tuple[str, ...]
    """Digests; empty where the runs name no dataset."""
    runs: tuple[GroupedRun, ...]


@frozen
class ExperimentStats:
    """One experiment's runs by SQL aggregates, so that a store of 100,000 runs is read in seconds."""

    name: str
    experiment_id: str
    finished: int
    """FINISHED runs that started in the last 90 days before as-of."""
    without_commit: int
    without_dataset: int
    without_params: int
    per_month: float
    """Runs a month over those 90 days."""
    last_start: datetime | None
    without_data: int = 0
    """Of `finished`, the runs with neither a dataset nor a tag or parameter that names one (`data_version`, `dvc…`)."""
    recent: int = 0
    """FINISHED runs of the last 90 days or among the experiment's last 50, whichever is more; without runs that have
    children."""
    recent_bare: int = 0
    """Of `recent`, the runs without parameters that logged a metric or a model."""
    open: int = 0
    """RUNNING runs that started more than 48 hours before the end of as-of and logged no metric in the 24 hours before."""
    open_runs: tuple[OpenRun, ...] = ()
    """The newest 20 of them."""
    ended: int = 0
    """Runs that ended (FINISHED, FAILED or KILLED) and started in the last 30 days."""
    failed: int = 0
    """Of `ended`, the FAILED ones."""
    failed_hours: float = 0.0
    """What those took."""
    deleted: int = 0
    """Runs marked deleted for more than 30 days that are still in the store."""
    runs: int = 0
    """Runs of any age and end that are not deleted; children of other runs are left out; at most the newest 5,000."""
    unnamed: int = 0
    """Of `runs`, those with a generated name (`bold-ray-512`) or none that have neither a tag of their own nor a note."""
    is_traced: bool = False
    """It holds traces of a language model's calls: its runs are no trainings."""


@frozen
class MlflowStore:
    """One tracking store."""

    path: str
    """Workspace path of the database or of the mlruns folder; the address of a server or database, without its user."""
    kind: str
    """sqlite, files, sql or server."""
    schema: str | None
    """Alembic revision of a database."""
    experiments: tuple[ExperimentStats, ...]
    models: tuple[RegisteredModel, ...]
    runs: Mapping[str, MlflowRun] = field(default_factory=dict[str, MlflowRun])
    """Runs that a model version names, and those without a commit among the last 90 days (the 200 newest)."""
    groups: tuple[RunGroup, ...] = ()
    """Repetitions among the newest 2,000 FINISHED runs that name a commit."""
    commits: frozenset[str] = frozenset()
    """Commits that its runs name (at most 2,000), to judge whether the store belongs to a repository."""
    deleted_runs: frozenset[str] = frozenset()
    """Ids of deleted runs that a model version names."""
    feature_importance: Mapping[str, Mapping[str, float]] = field(default_factory=dict[str, Mapping[str, float]])
    """Run id -> feature -> importance, from json or csv artefacts of registered versions' runs."""
