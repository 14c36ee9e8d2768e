"""What both kinds of store say before artefacts are looked up, and the rules that they share."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import UTC, date, datetime, time, timedelta
from typing import cast

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.mlflow.facts import (
    DatasetInput,
    ExperimentStats,
    MlflowRun,
    RegisteredModel,
    RunGroup,
)
from debtscope_collectors.sources.mlflow.mlmodel import columns
from debtscope_collectors.sources.shape import mapping
from debtscope_collectors.sources.values import as_int, as_text, without_user

WINDOW_DAYS = 90
MONTH_DAYS = 365.25 / 12
LISTED_RUNS = 200
"""Of the runs without a commit, the newest."""
MAX_COMMITS = 2_000
MAX_GROUPED = 2_000
"""Runs among which repetitions are looked for, the newest."""
MAX_VALUES = 500
"""Parameters, metrics or tags kept of one run."""
LAST_RUNS = 50
LISTED_OPEN = 20
OPEN_MS = 48 * 3_600_000
QUIET_MS = 24 * 3_600_000
DAY_MS = 24 * 3_600_000
COMMIT_ID = regex(r"[0-9a-f]{7,64}")

COMMIT_TAG = "mlflow.source.git.commit"
COMMIT_TAGS = (
    COMMIT_TAG,
    "mlflow.databricks.gitRepoCommit",
    "mlflow.databricks.notebook.commitID",
    "mlflow.databricks.notebookRevisionID",
    "git_commit", "git.commit", "git_sha", "git.sha", "git_hash", "git_commit_hash", "git_revision",
    "commit", "commit_sha", "commit_hash", "commit_id", "revision", "code_version",
    "azureml.git.commit", "ci_commit_sha", "github_sha",
)  # fmt: skip
"""MLflow's own tag first, then a platform's, then the names under which teams set it themselves."""
DATA_KEYS = (
    "data_version", "data_hash", "data_path", "data_rev", "data_md5", "data_digest", "data_commit",
    "dataset_version", "dataset_hash", "dataset_path", "dataset_rev", "dataset_md5", "dataset_digest", "dvc",
)  # fmt: skip
"""What a tag or parameter is called that says which data a run read; `_` stands for any one character."""
_DATA_KEY = regex("|".join(key.replace("_", ".") for key in DATA_KEYS), re.IGNORECASE)
PARENT_TAG = "mlflow.parentRunId"
NOTE_TAG = "mlflow.note.content"
MAX_NAMED = 5_000
"""Runs of an experiment whose names are judged, the newest."""
_GENERATED = regex(r"[a-z]{2,20}-[a-z]{2,20}-\d{1,4}")
MODELS_TAG = "mlflow.log-model.history"
PROJECT_TAGS = ("mlflow.project.entryPoint", "mlflow.databricks.notebookRevisionID", "mlflow.databricks.gitRepoCommit")


@frozen
class LoggedModel:
    """One row of MLflow 3's logged models."""

    model_id: str
    name: str
    run_id: str | None
    location: str
    created: int


@frozen
class RawStore:
    """A store's content, artefacts not looked up yet."""

    schema: str | None
    experiments: tuple[ExperimentStats, ...]
    models: tuple[RegisteredModel, ...]
    runs: Mapping[str, MlflowRun]
    commits: frozenset[str] = frozenset()
    deleted_runs: frozenset[str] = frozenset()
    artifacts: Mapping[str, str] = field(default_factory=dict[str, str])
    """Run id -> artefact uri, for the runs that versions name."""
    logged: tuple[LoggedModel, ...] = ()
    storage: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    """(model, version) -> the registry's own copy of the location."""
    groups: tuple[RunGroup, ...] = ()
    cuts: tuple[str, ...] = ()
    """What was not read because there is too much of it."""


def window(as_of: date) -> tuple[int, int]:
    """The 90 days before the end of as-of, in milliseconds since the epoch."""
    end = datetime.combine(as_of, time(), UTC) + timedelta(days=1)
    return int((end - timedelta(days=WINDOW_DAYS)).timestamp() * 1000), int(end.timestamp() * 1000)


def moment(milliseconds: object) -> datetime | None:
    """A time of MLflow in UTC; None for what is no time."""
    if not isinstance(milliseconds, int | float) or isinstance(milliseconds, bool) or not milliseconds:
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def is_notebook(source_type: str | None, source_name: str | None) -> bool:
    """Whether a run came out of a notebook, by MLflow's own tag or the program's name."""
    name = (source_name or "").lower()
    return source_type == "NOTEBOOK" or "ipykernel" in name or "colab_kernel" in name or name.endswith(".ipynb")


def per_month(runs: int) -> float:
    """Runs a month over the window."""
    return round(runs * MONTH_DAYS / WINDOW_DAYS, 2)


def names_data(key: str) -> bool:
    """Whether a tag or parameter of that name says which data a run read."""
    return _DATA_KEY.search(key) is not None


def run_name(tags: Mapping[str, str], name: str | None) -> str | None:
    """What people call a run."""
    return tags.get("mlflow.runName") or name or None


def shown(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Parameters or tags as facts keep them: short, what looks like a credential hidden."""
    kept: dict[str, str] = {}
    for key, value in pairs:
        if len(kept) >= MAX_VALUES:
            break
        kept[key[:250]] = redact.line(redact.setting(key, value[:500]))
    return kept


def finite(pairs: Iterable[tuple[str, object]]) -> dict[str, float]:
    """Metrics that are numbers, at most `MAX_VALUES`."""
    kept: dict[str, float] = {}
    for key, value in pairs:
        if len(kept) >= MAX_VALUES:
            break
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            kept[key[:250]] = float(value)
    return kept


def dataset(fields: Mapping[str, object], context: str | None) -> DatasetInput:
    """A dataset out of the fields that every kind of store has: name, digest, source_type, source, schema, profile."""
    kind = as_text(fields.get("source_type")) or ""
    profile = _document(fields.get("profile"))
    return DatasetInput(
        name=(as_text(fields.get("name")) or "")[:500],
        digest=(as_text(fields.get("digest")) or "")[:100],
        source_type=kind,
        source=_source(as_text(fields.get("source")), kind),
        context=context,
        columns=tuple(one.name for one in columns(fields.get("schema")) if one.name),
        rows=as_int(profile.get("num_rows")),
    )


def _source(text: str | None, kind: str) -> str | None:
    """The address in a dataset's source; of `code` the program that made it."""
    if not text:
        return None
    document = _document(text)
    if kind == "code":
        tags = mapping(document.get("tags"))
        place = as_text(tags.get("mlflow.source.name"))
    else:
        place = next(
            (found for key in ("uri", "url", "path", "delta_table_name") if (found := as_text(document.get(key)))), None
        )
    return without_user(place)[:500] if place else None


def _document(text: object) -> Mapping[str, object]:
    if not isinstance(text, str) or len(text) > 4 * 1024 * 1024:
        return mapping(text)
    try:
        return mapping(cast("object", json.loads(text)))
    except (ValueError, RecursionError):
        return {}


def is_generated(name: str | None) -> bool:
    """No name, or one that MLflow made up."""
    return not name or _GENERATED.fullmatch(name) is not None


def is_own_tag(key: str) -> bool:
    """A tag that somebody set to tell what the run is, or a note."""
    return key == NOTE_TAG or not key.startswith(("mlflow.", "estimator_"))
