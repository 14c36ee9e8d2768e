"""Jobs that a program of the project starts by itself, hour by hour: the `schedule` package and APScheduler."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources.pipelines.facts import Pipeline, PipelineSchedule, PipelineStep
from debtscope_collectors.sources.pipelines.reading import number, told
from debtscope_collectors.sources.pipelines.schedule import interval, schedule
from debtscope_collectors.sources.python.index import parameters
from debtscope_collectors.sources.python.view import ModuleView

_UNITS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_WEEKDAYS: Final = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
_FIELDS: Final = ("minute", "hour", "day", "month", "day_of_week")
_TRIGGERS: Final = {"CronTrigger": "cron", "IntervalTrigger": "interval"}
_RETRIES: Final = frozenset({"retry", "retries", "retrying", "tenacity", "backoff", "max_attempts", "max_retries"})
_TELLS: Final = regex(r"slack|pagerduty|opsgenie|sentry|telegram|smtp|webhook|alert|notif|e?mail|add_listener", 2)
"""Words of a program that tells people."""
_SCRIPT: Final = regex(r"^[\w./-]{1,120}\.(?:py|ipynb|sh)$")


def in_process(view: ModuleView) -> Iterator[Pipeline]:
    """One pipeline a job. What retries, limits or tells anywhere in the program counts for all of its jobs."""
    known = {"retries": 1 if not _RETRIES.isdisjoint(view.words) else None}
    timeout = "timeout" in view.words or "max_runtime" in view.words
    tells = tuple(word for word in sorted(view.words) if _TELLS.search(word))[:1]
    folders = tuple(_folders(view))
    for call, function, timed in (*_every(view), *_added(view)):
        name = view.name(function) or ""
        step = PipelineStep(
            name=name.rpartition(".")[2] or "job", kind="function", line=call.lineno, function=name,
            files=tuple(_files(view, name, folders)),
        )  # fmt: skip
        yield Pipeline(
            tool="scheduler", name=step.name, path=view.path, line=call.lineno, steps=(step,), schedule=timed,
            retries=known["retries"], timeout=timeout, callbacks=tells,
        )  # fmt: skip


def _every(view: ModuleView) -> Iterator[tuple[ast.Call, ast.expr, PipelineSchedule | None]]:
    """`schedule.every(6).hours.do(job)`, `schedule.every().day.at("02:00").do(job)`."""
    for call in view.calls_to(("do",)):
        if not call.args or not isinstance(call.func, ast.Attribute):
            continue
        unit, at, node = "", "", call.func.value
        for _ in range(6):
            match node:
                case ast.Attribute(attr=attr, value=value):
                    unit = unit or attr
                    node = value
                case ast.Call(func=ast.Attribute(attr="at", value=value), args=[clock, *_]):
                    said = view.constant(clock)
                    at, node = said if isinstance(said, str) else "", value
                case ast.Call(func=func) if (view.name(func) or "").rpartition(".")[2] == "every":
                    count = number(view, node.args[0]) if node.args else 1
                    yield call, call.args[0], _timed(count, unit, at, call.lineno)
                    break
                case _:
                    break


def _timed(count: int | None, unit: str, at: str, line: int) -> PipelineSchedule | None:
    hour, _, minute = at.partition(":")
    clock = (
        f"{int(minute[:2])} {int(hour)}"
        if hour.isdecimal() and minute[:2].isdecimal() and int(hour) < 24 and int(minute[:2]) < 60
        else ""
    )
    if unit in _WEEKDAYS:
        return schedule(f"{clock or '0 0'} * * {unit[:3]}", line)
    seconds = _UNITS.get(unit.removesuffix("s"))
    if seconds is None or count is None:
        return PipelineSchedule(cron="", words="by a variable or on events", runs_per_month=None, line=line)
    if clock and count == 1 and unit == "day":
        return schedule(f"{clock} * * *", line)
    return interval(count * seconds, line)


def _added(view: ModuleView) -> Iterator[tuple[ast.Call, ast.expr, PipelineSchedule | None]]:
    """`scheduler.add_job(job, "interval", hours=6)`, `@scheduler.scheduled_job("cron", hour=2)` of APScheduler."""
    for call in view.calls_to(("add_job",)):
        job = view.argument(call, "func", 0)
        around = view.function(call)
        own = {one.arg for one in parameters(around)} if around is not None else set[str]()
        is_handed = isinstance(job, ast.Name) and job.id in own  # by whoever has one: told where it is made
        if job is not None and "apscheduler" in view.roots and not is_handed:
            yield call, job, _triggered(view, call, view.argument(call, "trigger", 1))
    for function in view.functions:
        for made in function.decorator_list:
            if isinstance(made, ast.Call) and (view.name(made.func) or "").endswith("scheduled_job"):
                name = ast.copy_location(ast.Name(id=function.name, ctx=ast.Load()), function)
                yield made, name, _triggered(view, made, view.argument(made, "trigger", 0))


def _triggered(view: ModuleView, call: ast.Call, trigger: ast.expr | None) -> PipelineSchedule | None:
    kind, given = (view.constant(trigger) if trigger is not None else None), call
    if isinstance(trigger, ast.Call):
        kind, given = _TRIGGERS.get((view.name(trigger.func) or "").rpartition(".")[2]), trigger
    values = {one.arg: view.constant(one.value) for one in given.keywords if one.arg}
    if kind == "interval":
        seconds = sum(
            float(value) * _UNITS[unit.removesuffix("s")]
            for unit, value in values.items()
            if unit.removesuffix("s") in _UNITS and isinstance(value, int | float)
        )
        return interval(seconds, call.lineno) if seconds else _on_events(call)
    if kind == "cron" and (fields := [values.get(name) for name in _FIELDS]) != [None] * len(_FIELDS):
        finest = next(n for n, value in enumerate(fields) if value is not None)
        texts = [str(v) if v is not None else "0" if n < finest else "*" for n, v in enumerate(fields)]
        return schedule(" ".join(texts), call.lineno)
    return _on_events(call) if kind != "date" else None


def _on_events(call: ast.Call) -> PipelineSchedule:
    return PipelineSchedule(cron="", words="by a variable or on events", runs_per_month=None, line=call.lineno)


def _folders(view: ModuleView) -> Iterator[str]:
    """`/opt/jobs/` of `f"/opt/jobs/{file}"`, which a program hands to what starts the script."""
    for node in view.nodes(ast.JoinedStr):
        said = view.constant(node)
        if isinstance(said, str) and said.endswith("/{}") and told(node):
            yield said.removesuffix("{}")


def _files(view: ModuleView, name: str, folders: tuple[str, ...]) -> Iterator[str]:
    """Scripts that the job's function names, also by their place in the folder that the program starts them from."""
    for call in view.calls:
        if view.scope(call) != name:
            continue
        for given in (*call.args, *(one.value for one in call.keywords)):
            said = view.constant(given)
            if isinstance(said, str) and _SCRIPT.match(said):
                yield said
                yield from (f"{folder}{said}" for folder in folders)
