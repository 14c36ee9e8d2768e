"""What an MLflow store says, read without MLflow. Times are UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureColumn:
    """One column of a model's signature; `name` is None for tensors and unnamed columns."""

    name: str | None
    type: str
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
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
    file: LoggedModelFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredModel:
    """One entry of the model registry; may have no versions."""

    name: str
    versions: tuple[ModelVersion, ...]
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class MlflowStore:
    """One tracking store."""

    path: str
    """Workspace path of the database or of the mlruns folder."""
    kind: str
    """sqlite or files."""
    schema: str | None
    """Alembic revision of a database."""
    experiments: tuple[ExperimentStats, ...]
    models: tuple[RegisteredModel, ...]
    runs: Mapping[str, MlflowRun] = field(default_factory=dict[str, MlflowRun])
    """Runs that a model version names, and those without a commit among the last 90 days (the 200 newest)."""
    commits: frozenset[str] = frozenset()
    """Commits that its runs name (at most 2,000), to judge whether the store belongs to a repository."""
    deleted_runs: frozenset[str] = frozenset()
    """Ids of deleted runs that a model version names."""
    feature_importance: Mapping[str, Mapping[str, float]] = field(default_factory=dict[str, Mapping[str, float]])
    """Run id -> feature -> importance, from json or csv artefacts of registered versions' runs."""
