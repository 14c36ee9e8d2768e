"""Pipelines whose steps are decorated functions or classes: Prefect, Dagster, Kubeflow, ZenML, Flyte, Metaflow, Luigi, Kedro, TFX."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Final

from debtscope_collectors.sources.pipelines.facts import Pipeline, PipelineSchedule, PipelineStep
from debtscope_collectors.sources.pipelines.reading import Node, number, text, told
from debtscope_collectors.sources.pipelines.schedule import schedule
from debtscope_collectors.sources.python.view import Function, ModuleView

_PIPELINES: Final = {
    "prefect": ("flow",), "zenml": ("pipeline",), "dagster": ("job", "graph"), "kfp": ("pipeline",), "flytekit": ("workflow",),
}  # fmt: skip
_STEPS: Final = {
    "prefect": ("task",), "zenml": ("step",), "dagster": ("op", "asset", "multi_asset"),
    "kfp": ("component", "container_component", "lightweight_component"), "flytekit": ("task",),
}  # fmt: skip
_TOOLS: Final = {"kfp": "kubeflow", "flytekit": "flyte"}
_CALLBACKS: Final = (
    "on_failure",
    "on_crashed",
    "on_failure_hook",
    "failure_hook",
    "hooks",
    "notifications",
    "exit_handler",
)
_TIMEOUTS: Final = ("timeout_seconds", "timeout", "execution_timeout")


def decorated(view: ModuleView) -> Iterator[Pipeline]:
    """Pipelines of decorated functions."""
    steps: dict[str, PipelineStep] = {}
    pipelines: list[tuple[str, Function, Mapping[str, Node], bool]] = []
    for function in view.functions:
        for node in function.decorator_list:
            name = view.name(node.func if isinstance(node, ast.Call) else node) or ""
            head, last = name.partition(".")[0], name.rpartition(".")[2]
            given = {k.arg: k.value for k in node.keywords if k.arg} if isinstance(node, ast.Call) else {}
            if last in _PIPELINES.get(head, ()):
                pipelines.append((head, function, given, isinstance(node, ast.Call) and view.has_star(node)))
            elif last in _STEPS.get(head, ()):
                steps[function.name] = _step(view, function, given)
    for head, function, given, starred in pipelines:
        yield _pipeline(view, head, function, given, steps, starred=starred)
    if not pipelines and steps and any(_is_asset(view, function) for function in view.functions):
        yield Pipeline(tool="dagster", name=view.path, path=view.path, line=None, steps=tuple(steps.values()))


def _is_asset(view: ModuleView, function: Function) -> bool:
    names = (view.name(d.func if isinstance(d, ast.Call) else d) or "" for d in function.decorator_list)
    return any(name.startswith("dagster.") and name.endswith("asset") for name in names)


def _step(view: ModuleView, function: Function, given: Mapping[str, Node]) -> PipelineStep:
    image = given.get("base_image") or given.get("image") or given.get("container_image")
    return PipelineStep(
        name=text(view, given.get("name")) or function.name, kind="function", line=function.lineno,
        function=view.qualname(function), image=text(view, image), retries=number(view, given.get("retries")),
        timeout=any(told(given.get(key)) for key in _TIMEOUTS),
        callbacks=tuple(key for key in _CALLBACKS if told(given.get(key))),
    )  # fmt: skip


def _pipeline(
    view: ModuleView,
    head: str,
    function: Function,
    given: Mapping[str, Node],
    steps: Mapping[str, PipelineStep],
    *,
    starred: bool,
) -> Pipeline:
    scope = view.qualname(function)
    used: dict[str, PipelineStep] = {}
    for call in view.calls:
        if view.scope(call) != scope and not view.scope(call).startswith(scope + "."):
            continue
        func = call.func
        while isinstance(func, ast.Attribute) and func.attr in (
            "submit",
            "map",
            "with_options",
            "with_overrides",
            "alias",
        ):
            func = func.value
        name = view.name(func) or ""
        if name in steps:
            used.setdefault(name, steps[name])
        elif (
            head in ("zenml", "kfp")
            and "." in name
            and not name.startswith(("kfp.", "zenml.", "self."))
            and isinstance(func, ast.Name)
        ):
            last = name.rpartition(".")[2]
            used.setdefault(name, PipelineStep(name=last, kind="function", line=call.lineno, function=name))
    timed = next((given[k] for k in ("schedule", "cron", "cron_schedule") if k in given), None) or _served(
        view, function.name
    )
    return Pipeline(
        tool=_TOOLS.get(head, head), name=text(view, given.get("name")) or function.name, path=view.path,
        line=function.lineno, steps=tuple(used.values()), schedule=_schedule(view, timed),
        retries=number(view, given.get("retries")), timeout=any(told(given.get(key)) for key in _TIMEOUTS),
        callbacks=tuple(key for key in _CALLBACKS if told(given.get(key))), passes_options=starred, scope=scope,
    )  # fmt: skip


def _served(view: ModuleView, name: str) -> Node | None:
    """The schedule of `flow.serve(cron=…)`, `flow.deploy(cron=…)` and `Deployment.build_from_flow(flow=…, schedule=…)`."""
    for call in view.calls:
        func = call.func
        if not isinstance(func, ast.Attribute) or func.attr not in (
            "serve",
            "deploy",
            "to_deployment",
            "build_from_flow",
        ):
            continue
        target = view.argument(call, "flow") if func.attr == "build_from_flow" else func.value
        if isinstance(target, ast.Name) and target.id == name:
            return view.argument(call, "cron", "schedule", "interval")
    return None


def _schedule(view: ModuleView, node: Node | None) -> PipelineSchedule | None:
    if node is None:
        return None
    if isinstance(node, ast.Call):
        node = view.argument(node, "cron", "schedule", "cron_expression", 0) or node
    value = view.constant(node)
    if isinstance(value, str) and "{" not in value:
        return schedule(value, view.place(node))
    return PipelineSchedule(cron="", words="by a variable or on events", runs_per_month=None, line=view.place(node))


def classes(view: ModuleView) -> Iterator[Pipeline]:
    """Metaflow flows and Luigi tasks: steps are methods and classes."""
    luigi: list[PipelineStep] = []
    for node in view.classes:
        bases = {view.name(base) or "" for base in node.bases}
        if any(base.startswith("metaflow.") and base.endswith("FlowSpec") for base in bases):
            yield _metaflow(view, node)
        elif any(base.startswith("luigi.") and base.endswith("Task") for base in bases):
            run = next((f for f in node.body if isinstance(f, ast.FunctionDef) and f.name == "run"), None)
            function = view.qualname(run) if run else ""
            luigi.append(PipelineStep(name=node.name, kind="function", line=node.lineno, function=function))
    if luigi:
        yield Pipeline(tool="luigi", name=view.path, path=view.path, line=luigi[0].line, steps=tuple(luigi))


def _metaflow(view: ModuleView, node: ast.ClassDef) -> Pipeline:
    decorators = {view.name(d.func if isinstance(d, ast.Call) else d) or "": d for d in node.decorator_list}
    timed = next((d for name, d in decorators.items() if name == "metaflow.schedule"), None)
    steps: list[PipelineStep] = []
    for function in node.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        names = {
            (view.name(d.func if isinstance(d, ast.Call) else d) or "").rpartition(".")[2]
            for d in function.decorator_list
        }
        if "step" in names:
            steps.append(
                PipelineStep(
                    name=function.name, kind="function", line=function.lineno, function=view.qualname(function),
                    retries=1 if "retry" in names else None, timeout="timeout" in names,
                    callbacks=("catch",) if "catch" in names else (),
                )
            )  # fmt: skip
    return Pipeline(
        tool="metaflow", name=node.name, path=view.path, line=node.lineno, steps=tuple(steps),
        schedule=_metaflow_schedule(view, timed), scope=view.qualname(node),
    )  # fmt: skip


def _metaflow_schedule(view: ModuleView, node: Node | None) -> PipelineSchedule | None:
    if not isinstance(node, ast.Call):
        return None
    for keyword in node.keywords:
        value = view.constant(keyword.value)
        if keyword.arg == "cron" and isinstance(value, str):
            return schedule(value, node.lineno)
        if keyword.arg in ("hourly", "daily", "weekly") and value is True:
            return schedule(f"@{keyword.arg}", node.lineno)
    return None


def kedro(view: ModuleView) -> Iterator[Pipeline]:
    """`pipeline([node(...)])` and `Pipeline([...])` of Kedro."""
    steps: list[PipelineStep] = []
    for call in view.calls:
        name = view.name(call.func) or ""
        if name.startswith("kedro.") and name.rpartition(".")[2] in ("node", "Node"):
            function = view.argument(call, "func", 0)
            target = (view.name(function) or "") if function is not None else ""
            steps.append(
                PipelineStep(
                    name=text(view, view.argument(call, "name", 3)) or target.rpartition(".")[2], kind="function",
                    line=call.lineno, function=target, inputs=_sets(view, view.argument(call, "inputs", 1)),
                    outputs=_sets(view, view.argument(call, "outputs", 2)),
                )
            )  # fmt: skip
    if steps:
        yield Pipeline(tool="kedro", name=view.path, path=view.path, line=steps[0].line, steps=tuple(steps))


def _sets(view: ModuleView, node: Node | None) -> tuple[str, ...]:
    if isinstance(node, ast.Dict):
        return tuple(filter(None, (text(view, value) for value in node.values)))
    items = node.elts if isinstance(node, (ast.List, ast.Tuple)) else [node]
    return tuple(filter(None, (text(view, item) for item in items)))
