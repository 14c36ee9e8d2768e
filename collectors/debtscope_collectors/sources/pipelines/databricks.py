"""Jobs of Databricks: resources of an asset bundle, and workflows of dbx."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from debtscope_collectors.sources import redact
from debtscope_collectors.sources.pipelines.facts import Pipeline, PipelineSchedule, PipelineStep
from debtscope_collectors.sources.pipelines.schedule import schedule
from debtscope_collectors.sources.shape import mapping, sequence, text, words
from debtscope_collectors.sources.values import as_int

MARKS: Final = (b"notebook_task", b"spark_python_task", b"python_wheel_task", b"libraries:")
"""One of them stands in every definition that starts code of the project."""
_Find = Callable[[str], int | None]
_Table = Mapping[str, object]
_MAX: Final = 500


def databricks(path: str, data: object, find: _Find) -> Iterator[Pipeline]:
    """The jobs and declarative pipelines of one document, with what its targets change of them (a schedule for production alone)."""
    root = mapping(data)
    resources = [mapping(root.get("resources"))]
    resources += [mapping(mapping(one).get("resources")) for one in mapping(root.get("targets")).values()]
    jobs = [mapping(table.get("jobs")) for table in resources]
    for key in list(dict.fromkeys(key for table in jobs for key in table))[:_MAX]:
        yield from _job(path, key, _laid_over(mapping(table.get(key)) for table in jobs), find)
    for table in resources:
        for key, one in list(mapping(table.get("pipelines")).items())[:_MAX]:
            yield from _declarative(path, key, mapping(one), find)
    for environment in (root, *(mapping(one) for one in mapping(root.get("environments")).values())):
        for job in sequence(environment.get("workflows"))[:_MAX]:
            yield from _job(path, text(mapping(job).get("name")), mapping(job), find)


def _laid_over(versions: Iterable[_Table]) -> _Table:
    """The first version, with what later ones add or change; tasks are the first that any has, and no target takes a schedule away."""
    merged: dict[str, object] = {}
    for one in versions:
        kept = {key: merged[key] for key in ("tasks", "schedule", "trigger") if merged.get(key)}
        if not _is_paused(one):
            kept = {key: value for key, value in kept.items() if key == "tasks"}
        merged = {**merged, **one, **kept}
    return merged


def _is_paused(job: _Table) -> bool:
    timed = (mapping(job.get("schedule")), mapping(job.get("trigger")))
    return not any(timed) or any(text(one.get("pause_status")) == "PAUSED" for one in timed)


def _job(path: str, key: str, job: _Table, find: _Find) -> Iterator[Pipeline]:
    tasks = [mapping(one) for one in sequence(job.get("tasks"))[:_MAX]]
    steps = tuple(step for task in tasks if (step := _step(_inner(task), find)) is not None)
    if not steps:
        return
    told = mapping(job.get("email_notifications")), mapping(job.get("webhook_notifications"))
    yield Pipeline(
        tool="databricks", name=_name(job) or key or path, path=path, line=find(f"{key}:") or find(key),
        steps=steps, schedule=_schedule(job, find),
        timeout=bool(as_int(job.get("timeout_seconds"))), callbacks=(*_told(told), *(("health",) if job.get("health") else ())),
        concurrency=str(job.get("max_concurrent_runs") or ""),
        passes_options=any(isinstance(one, str) and "${" in one for one in (job.get("email_notifications"), job.get("tasks"))),
    )  # fmt: skip


def _name(job: _Table) -> str:
    """As people see it; a name with a variable in it is none."""
    name = text(job.get("name"))
    return "" if "${" in name else name


def _told(tables: Iterable[_Table]) -> tuple[str, ...]:
    return tuple("on_failure" for one in tables if one.get("on_failure"))


def _inner(task: _Table) -> _Table:
    """The task that a loop runs, under the name of the loop."""
    looped = mapping(mapping(task.get("for_each_task")).get("task"))
    return {**looped, "task_key": task.get("task_key")} if looped else task


def _step(task: _Table, find: _Find) -> PipelineStep | None:
    """A task that runs code; dashboards, conditions and queries are none."""
    name = text(task.get("task_key"))
    notebook = text(mapping(task.get("notebook_task")).get("notebook_path"))
    program = mapping(task.get("spark_python_task"))
    wheel = mapping(task.get("python_wheel_task"))
    if not (notebook or program or wheel):
        return None
    parameters = (*words(program.get("parameters")), *words(wheel.get("parameters")))
    file = notebook or text(program.get("python_file")).removeprefix("file://")
    command = " ".join(redact.command((file or text(wheel.get("entry_point")), *parameters)))
    return PipelineStep(
        name=name or file, kind="notebook" if notebook else "command", line=find(f"task_key: {name}") or find(name),
        command="" if notebook else command[:2000], files=(file,) if file else (),
        upstream=tuple(text(mapping(one).get("task_key")) for one in sequence(task.get("depends_on"))),
        retries=as_int(task.get("max_retries")), timeout=bool(as_int(task.get("timeout_seconds"))),
        callbacks=_told((mapping(task.get("email_notifications")), mapping(task.get("webhook_notifications")))),
        masks_failure=text(task.get("run_if")) == "ALL_DONE",
    )  # fmt: skip


def _schedule(job: _Table, find: _Find) -> PipelineSchedule | None:
    table = mapping(job.get("schedule"))
    written = text(table.get("quartz_cron_expression"))
    if written and table.get("pause_status") != "PAUSED":
        return schedule(written.replace("?", "*"), find(written))
    trigger = mapping(job.get("trigger"))
    if trigger.get("pause_status") == "PAUSED":
        return None
    period = mapping(trigger.get("periodic"))
    if unit := text(period.get("unit")).lower().removesuffix("s"):
        return schedule(f"every {as_int(period.get('interval')) or 1} {unit}", find("periodic:"))
    if not trigger and not job.get("continuous"):
        return None
    return PipelineSchedule(cron="continuous", words="all the time", runs_per_month=None, line=find("continuous:"))


def _declarative(path: str, key: str, table: _Table, find: _Find) -> Iterator[Pipeline]:
    """A pipeline of declared tables: the notebooks and files in which they are declared."""
    libraries = [mapping(one) for one in sequence(table.get("libraries"))[:_MAX]]
    files = [(kind, text(mapping(one.get(kind)).get("path"))) for one in libraries for kind in ("notebook", "file")]
    steps = tuple(PipelineStep(name=file, kind="notebook", line=find(file), files=(file,)) for _, file in files if file)
    if steps:
        yield Pipeline(tool="databricks", name=key, path=path, line=find(f"{key}:"), steps=steps)
