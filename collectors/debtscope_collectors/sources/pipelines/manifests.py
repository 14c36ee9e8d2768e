"""Pipelines in YAML: Kubernetes CronJobs, Argo (Kubeflow v1 among them), Kubeflow's compiled form, GitHub schedules, MLproject."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from debtscope_collectors.sources import redact
from debtscope_collectors.sources.pipelines.facts import Pipeline, PipelineSchedule, PipelineStep
from debtscope_collectors.sources.pipelines.reading import hidden, masks
from debtscope_collectors.sources.pipelines.schedule import schedule
from debtscope_collectors.sources.shape import mapping, sequence, text, words
from debtscope_collectors.sources.values import as_int

Find = Callable[[str], int | None]
"""Line of a text in the file, None when it is not there as written."""
Table = Mapping[str, object]
_ARGO: Final = frozenset({"Workflow", "CronWorkflow", "WorkflowTemplate", "ClusterWorkflowTemplate"})
_CRON_LIMITS: Final = (
    "concurrencyPolicy", "startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit", "suspend",
)  # fmt: skip
_JOB_LIMITS: Final = ("backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished")
_MAX_STEPS: Final = 500


def kubernetes(path: str, data: object, find: Find) -> Iterator[Pipeline]:
    """CronJobs and Argo workflows of one document; a List is opened one level."""
    root = mapping(data)
    kind = text(root.get("kind"))
    if kind == "List":
        for item in sequence(root.get("items")):
            if mapping(item).get("kind") != "List":
                yield from kubernetes(path, item, find)
    elif kind == "CronJob":
        yield _cronjob(path, root, find)
    elif kind in _ARGO and "argoproj.io" in text(root.get("apiVersion")):
        yield _argo(path, root, kind, find)


def _name(root: Table) -> str:
    metadata = mapping(root.get("metadata"))
    return text(metadata.get("name")) or text(metadata.get("generateName")) or text(root.get("kind"))


def _cronjob(path: str, root: Table, find: Find) -> Pipeline:
    spec = mapping(root.get("spec"))
    job = mapping(mapping(spec.get("jobTemplate")).get("spec"))
    pod = mapping(mapping(job.get("template")).get("spec"))
    limits = (*(k for k in _CRON_LIMITS if k in spec), *(k for k in _JOB_LIMITS if k in job))
    if "activeDeadlineSeconds" in pod:
        limits = (*limits, "activeDeadlineSeconds")
    name = _name(root)
    return Pipeline(
        tool="cronjob", name=name, path=path, line=find(f"name: {name}"),
        steps=tuple(_container(mapping(c), find) for c in sequence(pod.get("containers"))[:_MAX_STEPS]),
        schedule=_schedule(spec.get("schedule"), find), retries=as_int(job.get("backoffLimit")),
        timeout="activeDeadlineSeconds" in limits, concurrency=text(spec.get("concurrencyPolicy")), limits=limits,
    )  # fmt: skip


def _container(table: Table, find: Find) -> PipelineStep:
    command = redact.command((*words(table.get("command")), *words(table.get("args"))))
    image = text(table.get("image"))
    name = text(table.get("name")) or image
    return PipelineStep(
        name=name, kind="container", line=find(f"name: {name}"), command=" ".join(command)[:2000], image=image,
        masks_failure=masks(" ".join(command)),
    )  # fmt: skip


def _schedule(value: object, find: Find) -> PipelineSchedule | None:
    written = text(value)
    return schedule(written, find(written)) if written else None


def _argo(path: str, root: Table, kind: str, find: Find) -> Pipeline:
    outer = mapping(root.get("spec"))
    spec = mapping(outer.get("workflowSpec")) if kind == "CronWorkflow" else outer
    templates = [mapping(t) for t in sequence(spec.get("templates"))[:_MAX_STEPS]]
    steps = tuple(step for t in templates if (step := _template(t, find)) is not None)
    retry = mapping(spec.get("retryStrategy")) or mapping(mapping(spec.get("templateDefaults")).get("retryStrategy"))
    timed = outer.get("schedule") or next(iter(sequence(outer.get("schedules"))), None)
    notes = mapping(mapping(root.get("metadata")).get("annotations"))
    name = _name(root)
    return Pipeline(
        tool="kubeflow" if any(key.startswith("pipelines.kubeflow.org/") for key in notes) else "argo", name=name,
        path=path, line=find(f"name: {name}") or find(f"generateName: {name}"), steps=steps,
        schedule=_schedule(timed, find) if kind == "CronWorkflow" else None,
        retries=as_int(retry.get("limit")) if retry else None, timeout="activeDeadlineSeconds" in spec,
        callbacks=tuple(key for key in ("onExit", "hooks") if key in spec),
        concurrency=text(outer.get("concurrencyPolicy")),
        limits=tuple(k for k in ("activeDeadlineSeconds", "ttlStrategy", "podGC", "parallelism") if k in spec),
        generated=any(key.startswith("pipelines.kubeflow.org/") for key in notes),
    )  # fmt: skip


def _template(table: Table, find: Find) -> PipelineStep | None:
    """A template that does work; those that only arrange others are no steps."""
    name = text(table.get("name"))
    body = mapping(table.get("container")) or mapping(table.get("script"))
    if not body:
        return None
    source = text(body.get("source"))
    command = " ".join(redact.command((*words(body.get("command")), *words(body.get("args")))))
    retry = mapping(table.get("retryStrategy"))
    return PipelineStep(
        name=name, kind="container", line=find(f"name: {name}"), command=hidden(source) or command[:2000],
        image=text(body.get("image")), retries=as_int(retry.get("limit")) if retry else None,
        timeout="activeDeadlineSeconds" in table or "timeout" in table, masks_failure=masks(source or command),
    )  # fmt: skip


def kubeflow(path: str, data: object, find: Find) -> Iterator[Pipeline]:
    """Kubeflow's compiled form (version 2)."""
    root = mapping(data)
    info, executors = mapping(root.get("pipelineInfo")), mapping(mapping(root.get("deploymentSpec")).get("executors"))
    if not text(info.get("name")) or not executors:
        return
    tasks = mapping(mapping(mapping(root.get("root")).get("dag")).get("tasks"))
    retried = {name: mapping(mapping(task).get("retryPolicy")) for name, task in tasks.items()}
    steps = tuple(
        PipelineStep(
            name=name.removeprefix("exec-"), kind="container", line=find(f"{name}:"),
            image=text(mapping(mapping(body).get("container")).get("image")),
            retries=as_int(retried.get(name.removeprefix("exec-"), {}).get("maxRetryCount")),
        )
        for name, body in list(executors.items())[:_MAX_STEPS]
    )  # fmt: skip
    yield Pipeline(
        tool="kubeflow", name=text(info["name"]), path=path, line=find("pipelineInfo:"), steps=steps, generated=True
    )


def github(path: str, data: object, find: Find) -> Iterator[Pipeline]:
    """A workflow that GitHub starts on a schedule."""
    root = mapping(data)
    on = mapping(root.get("on", root.get("True")))  # YAML 1.1 reads the key `on` as a boolean
    crons = [text(mapping(item).get("cron")) for item in sequence(on.get("schedule"))]
    if not any(crons):
        return
    steps: list[PipelineStep] = []
    timeout = False
    for job_name, job in mapping(root.get("jobs")).items():
        body = mapping(job)
        timeout = timeout or "timeout-minutes" in body
        for n, item in enumerate(sequence(body.get("steps"))[:_MAX_STEPS], 1):
            step = mapping(item)
            command = hidden(text(step.get("run")))
            if command:
                name = text(step.get("name")) or f"{job_name} {n}"
                steps.append(
                    PipelineStep(
                        name=name, kind="command", line=find(f"name: {name}") or find(command.partition("\n")[0]),
                        command=command, masks_failure=masks(command) or step.get("continue-on-error") is True,
                        timeout="timeout-minutes" in step,
                    )
                )  # fmt: skip
    alarms = tuple(
        word
        for word in ("failure()", "slack", "teams", "sendgrid", "pagerduty")
        if word in str(root.get("jobs")).lower()
    )
    found = [told for cron in crons if cron and (told := schedule(cron, find(cron)))]
    yield Pipeline(
        tool="github", name=text(root.get("name")) or path.rpartition("/")[2], path=path, line=find("schedule:"),
        steps=tuple(steps), schedule=_together(found), timeout=timeout, callbacks=alarms,
        concurrency=text(mapping(root.get("concurrency")).get("group")) or text(root.get("concurrency")),
    )  # fmt: skip


def _together(found: list[PipelineSchedule]) -> PipelineSchedule | None:
    if len(found) < 2:
        return found[0] if found else None
    runs = [one.runs_per_month for one in found]
    return PipelineSchedule(
        cron="; ".join(one.cron for one in found), words="; ".join(one.words for one in found),
        runs_per_month=round(sum(r for r in runs if r is not None), 2) if None not in runs else None, line=found[0].line,
    )  # fmt: skip


def mlproject(path: str, data: object, find: Find) -> Iterator[Pipeline]:
    """The entry points of an MLproject."""
    root = mapping(data)
    steps = tuple(
        PipelineStep(
            name=name, kind="command", line=find(f"{name}:"), command=hidden(text(mapping(body).get("command")))
        )
        for name, body in list(mapping(root.get("entry_points")).items())[:_MAX_STEPS]
    )
    if steps:
        yield Pipeline(tool="mlproject", name=text(root.get("name")) or path, path=path, line=1, steps=steps)
