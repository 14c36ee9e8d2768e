"""Airflow DAGs in one Python file: `DAG(...)`, `with DAG(...)`, `@dag`, operators, sensors and `@task` functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Final

from debtscope_collectors.sources.pipelines.facts import Pipeline, PipelineSchedule, PipelineStep
from debtscope_collectors.sources.pipelines.reading import (
    Node,
    flag,
    hidden,
    masks,
    number,
    resolved,
    text,
    told,
)
from debtscope_collectors.sources.pipelines.schedule import interval, schedule
from debtscope_collectors.sources.python.view import Function, ModuleView

CALLBACKS: Final = (
    "on_failure_callback", "email_on_failure", "sla_miss_callback", "on_retry_callback", "email", "deadline",
)  # fmt: skip
_TIMEOUTS: Final = ("execution_timeout", "dagrun_timeout", "timeout")
_EMPTY: Final = frozenset({"EmptyOperator", "DummyOperator"})


def airflow(view: ModuleView) -> Iterator[Pipeline]:
    """The DAGs of a file."""
    dags = [call for call in view.calls if _is_dag(view.name(call.func) or "")]
    made = [f for f in view.functions if any(_is_dag_decorator(view, d) for d in f.decorator_list)]
    steps = list(_steps(view))
    owners: list[ast.AST] = [*dags, *made]
    for owner in owners:
        own = tuple(step for node, step in steps if len(owners) == 1 or _belongs(view, node, owner))
        yield _dag(view, owner, own)


def _is_dag(name: str) -> bool:
    return name.startswith("airflow.") and name.endswith(".DAG")


def _is_dag_decorator(view: ModuleView, node: ast.expr) -> bool:
    name = view.name(node.func if isinstance(node, ast.Call) else node) or ""
    return name.startswith("airflow.") and name.endswith(".dag")


def _dag(view: ModuleView, owner: ast.AST, steps: tuple[PipelineStep, ...]) -> Pipeline:
    call: ast.Call | None = owner if isinstance(owner, ast.Call) else None
    name = ""
    if isinstance(owner, (ast.FunctionDef, ast.AsyncFunctionDef)):
        decorator = next(d for d in owner.decorator_list if _is_dag_decorator(view, d))
        call, name = decorator if isinstance(decorator, ast.Call) else None, owner.name
    given: Mapping[str, Node] = {k.arg: k.value for k in call.keywords if k.arg} if call else {}
    defaults, clear = _defaults(view, given.get("default_args"))
    both = {**defaults, **given}
    muted = isinstance(off := both.get("email_on_failure"), ast.Constant) and off.value is False
    timed = next((given[k] for k in ("schedule", "schedule_interval", "timetable") if k in given), None)
    dag_id = text(view, given.get("dag_id") or (call.args[0] if call and call.args else None))
    return Pipeline(
        tool="airflow", name=dag_id or name or view.path, path=view.path, line=view.place(owner), steps=steps,
        schedule=_schedule(view, timed), retries=number(view, both.get("retries")),
        timeout=any(told(both.get(key)) for key in _TIMEOUTS),
        callbacks=tuple(k for k in CALLBACKS if told(both.get(k)) and not (muted and k == "email")),
        is_start_moving=_is_now(view, both.get("start_date")), owner=text(view, both.get("owner")), catchup=flag(view, given.get("catchup")),
        concurrency=text(view, given.get("max_active_runs")), limits=tuple(sorted(k for k in both if k))[:40],
        passes_options=not clear or (call is not None and view.has_star(call)), scope=view.scope(owner),
    )  # fmt: skip


def _is_now(view: ModuleView, node: Node | None) -> bool:
    """`datetime.now()`, `days_ago(1)`: a date that is another one whenever the file is read."""
    calls = [one for one in ast.walk(node) if isinstance(one, ast.Call)] if node is not None else []
    names = [view.name(one.func) or "" for one in calls]
    return any(name.endswith((".now", ".today", ".utcnow", ".days_ago")) for name in names)


def _defaults(view: ModuleView, node: Node | None) -> tuple[dict[str, Node], bool]:
    """The entries of default_args, and whether all of them could be read."""
    if node is None:
        return {}, True
    found = resolved(view, node)
    if isinstance(found, ast.Call) and view.name(found.func) == "dict":
        return {k.arg: k.value for k in found.keywords if k.arg}, not view.has_star(found)
    if not isinstance(found, ast.Dict):
        return {}, False
    pairs = [(view.constant(k) if k is not None else None, v) for k, v in zip(found.keys, found.values, strict=True)]
    return {k: v for k, v in pairs if isinstance(k, str)}, all(isinstance(k, str) for k, _ in pairs)


def _schedule(view: ModuleView, node: Node | None) -> PipelineSchedule | None:
    if node is None or (isinstance(node, ast.Constant) and node.value is None):
        return None
    found = resolved(view, node)
    if isinstance(found, ast.Call) and (view.name(found.func) or "").endswith("timedelta"):
        units = {"weeks": 604800, "days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}
        numbers = [(units.get(k.arg or ""), view.constant(k.value)) for k in found.keywords]
        if all(unit and isinstance(n, (int, float)) for unit, n in numbers):
            return interval(sum(u * n for u, n in numbers if u and isinstance(n, (int, float))), view.place(node))
    if isinstance(found, ast.Call) and found.args:
        name = view.name(found.func) or ""
        if name in ("os.getenv", "os.environ.get", "airflow.models.Variable.get"):  # the default is what runs
            found = found.args[1] if len(found.args) > 1 else found
        elif name.endswith(("Timetable", "Trigger")):
            found = found.args[0]  # CronTriggerTimetable("0 2 * * *", …)
    value = view.constant(found)
    if isinstance(value, str) and "{" not in value:
        return schedule(value, view.place(node))
    return PipelineSchedule(cron="", words="by a variable or on events", runs_per_month=None, line=view.place(node))


def _steps(view: ModuleView) -> Iterator[tuple[ast.AST, PipelineStep]]:
    for call in view.calls:
        name = view.name(call.func) or ""
        last = name.rpartition(".")[2]
        if name.startswith("airflow.") and last.endswith(("Operator", "Sensor", "SensorAsync")):
            yield call, _operator(view, call, last)
    for function in view.functions:
        for node in function.decorator_list:
            name = view.name(node.func if isinstance(node, ast.Call) else node) or ""
            if name.startswith("airflow.") and ".task" in name and "task_group" not in name:
                yield function, _taskflow(view, function, node, name)


def _operator(view: ModuleView, call: ast.Call, last: str) -> PipelineStep:
    given: Mapping[str, Node] = {k.arg: k.value for k in call.keywords if k.arg}
    command = hidden(
        text(view, next((given[k] for k in ("bash_command", "command", "cmds", "sql") if k in given), None))
    )
    program = text(view, given.get("application")) if last.startswith("SparkSubmit") else ""
    target = given.get("python_callable")
    sensor = "Sensor" in last
    kind = "sensor" if sensor else "sql" if "sql" in given else "function" if target is not None else "command"
    if last in _EMPTY:
        kind = "group"
    elif last.startswith(("Docker", "Kubernetes", "GKE")):
        kind = "container"
    elif last == "TriggerDagRunOperator":
        kind, command = "trigger", text(view, given.get("trigger_dag_id"))
    return PipelineStep(
        name=text(view, given.get("task_id")) or last, kind=kind, line=call.lineno,
        command=f"spark-submit {program}" if program else command, files=(program,) if program else (),
        function=(view.name(target) or "") if target is not None else "", image=text(view, given.get("image")),
        retries=number(view, given.get("retries")), timeout=any(told(given.get(key)) for key in _TIMEOUTS),
        callbacks=tuple(key for key in CALLBACKS if told(given.get(key))),
        masks_failure=masks(command) or text(view, given.get("trigger_rule")) == "all_done", checks_freshness=sensor,
    )  # fmt: skip


def _taskflow(view: ModuleView, function: Function, node: ast.expr, name: str) -> PipelineStep:
    given: Mapping[str, Node] = {k.arg: k.value for k in node.keywords if k.arg} if isinstance(node, ast.Call) else {}
    return PipelineStep(
        name=text(view, given.get("task_id")) or function.name, kind="sensor" if "sensor" in name else "function",
        line=function.lineno, function=view.qualname(function), retries=number(view, given.get("retries")),
        timeout=any(told(given.get(key)) for key in _TIMEOUTS),
        callbacks=tuple(key for key in CALLBACKS if told(given.get(key))), checks_freshness="sensor" in name,
    )  # fmt: skip


def _belongs(view: ModuleView, node: ast.AST, owner: ast.AST) -> bool:
    """Inside the `with DAG(...)` or the decorated function, or given by `dag=`."""
    around = set(view.ancestors(node))
    if owner in around:
        return True
    parent = view.parent(owner)
    if isinstance(parent, ast.withitem):
        parent = view.parent(parent)
    if isinstance(parent, ast.With):
        return parent in around
    if isinstance(node, ast.Call) and isinstance(parent, ast.Assign):
        given = view.argument(node, "dag")
        names = {target.id for target in parent.targets if isinstance(target, ast.Name)}
        return isinstance(given, ast.Name) and given.id in names
    return False
