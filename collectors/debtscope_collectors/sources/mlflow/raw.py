"""What both kinds of store say before artefacts are looked up, and the rules that they share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from debtscope_collectors.sources.mlflow.facts import ExperimentStats, MlflowRun, RegisteredModel

WINDOW_DAYS = 90
MONTH_DAYS = 365.25 / 12
LISTED_RUNS = 200
"""Of the runs without a commit, the newest."""
MAX_COMMITS = 2_000
COMMIT_ID = re.compile(r"[0-9a-f]{7,64}")

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
PROJECT_TAGS = ("mlflow.project.entryPoint", "mlflow.databricks.notebookRevisionID", "mlflow.databricks.gitRepoCommit")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedModel:
    """One row of MLflow 3's logged models."""

    model_id: str
    name: str
    run_id: str | None
    location: str
    created: int


@dataclass(frozen=True, slots=True, kw_only=True)
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
