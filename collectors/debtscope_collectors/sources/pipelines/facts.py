"""Definitions of pipelines, whatever tool runs them: steps, schedule, retries, alarms. The one truth about schedules."""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.model.frozen import frozen


@frozen
class PipelineStep:
    """One step, task, component, rule, node or target."""

    name: str
    kind: str
    """command, function, container, notebook, sensor, sql, trigger or group."""
    line: int | None
    command: str = ""
    """Shell text or container words, credentials hidden; of a trigger the name of the pipeline that it starts."""
    function: str = ""
    """Dotted name of the Python callable, resolved through imports; a name of the same file as written."""
    files: tuple[str, ...] = ()
    """Scripts, notebooks and modules that it names, as written (a dotted module stays dotted)."""
    image: str = ""
    upstream: tuple[str, ...] = ()
    """Steps before it, as far as they are declared."""
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    """Files, datasets or artefacts, as written."""
    retries: int | None = None
    """None when not said for this step; a pipeline's default is at the pipeline."""
    timeout: bool = False
    callbacks: tuple[str, ...] = ()
    """on_failure_callback, email_on_failure, onExit, notifiers … that are set for this step."""
    masks_failure: bool = False
    """`|| true`, `exit 0`, continue-on-error, allow failure, trigger_rule all_done."""
    checks_freshness: bool = False
    """A sensor, wait or freshness check."""


@frozen
class PipelineSchedule:
    """When a pipeline runs."""

    cron: str
    """Five fields, where it is one; else as written (`@daily`, `rate(1 day)`, `PT1H`)."""
    words: str
    """For people: `daily at 02:00`, `every 15 minutes`, `Mondays at 06:00`."""
    runs_per_month: float | None
    """None when it cannot be told (on events, by a variable)."""
    line: int | None


@frozen
class Pipeline:
    """One pipeline definition."""

    tool: str
    """airflow, prefect, dagster, kubeflow, argo, kedro, zenml, metaflow, tfx, flyte, luigi, snakemake, mlproject, make, github,
    sagemaker, stepfunctions, azureml, vertex, databricks, cronjob, cron, dvc, compose, scheduler (a program of the project that starts jobs itself)."""
    name: str
    path: str
    line: int | None
    steps: tuple[PipelineStep, ...]
    schedule: PipelineSchedule | None = None
    retries: int | None = None
    """Default for its steps; None when not said."""
    timeout: bool = False
    """A limit for the run or by default for each step."""
    callbacks: tuple[str, ...] = ()
    """What tells people of a failure."""
    owner: str = ""
    """As written; Airflow's default `airflow` is kept as written."""
    catchup: bool | None = None
    """As written."""
    concurrency: str = ""
    """concurrencyPolicy, max_active_runs … as written."""
    limits: tuple[str, ...] = ()
    """Names of the operational settings that are given: backoffLimit, activeDeadlineSeconds, successfulJobsHistoryLimit …"""
    generated: bool = False
    """Compiled by a tool (Kubeflow's intermediate form, a Kedro export): the source is elsewhere."""
    passes_options: bool = False
    """Some settings come from a variable or `**options` and could not be read."""
    scope: str = ""
    """Qualified name of the function or class that defines it, in code."""
    is_start_moving: bool = False
    """It starts at the time at which its file is read: a run that waits for its start waits for ever."""

    @property
    def checks_freshness(self) -> bool:
        """Some step waits for, or checks the age of, what it reads."""
        return any(step.checks_freshness for step in self.steps)


@frozen
class Pipelines:
    """All pipelines of the repository, sorted by path, line and name: those of files and those written in code."""

    pipelines: tuple[Pipeline, ...]

    def of(self, path: str) -> tuple[Pipeline, ...]:
        """Those defined in one file."""
        return tuple(one for one in self.pipelines if one.path == path)

    def running(self, path: str) -> Iterator[tuple[Pipeline, PipelineStep]]:
        """Every step that names a script, notebook or module of that path."""
        for one in self.pipelines:
            for step in one.steps:
                if path in step.files:
                    yield one, step
