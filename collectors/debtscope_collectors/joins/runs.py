"""What runs which file: pipeline stages, CI jobs, containers, orchestrators, main guards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from debtscope.api import Facts
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.ci_texts import said_in_ci
from debtscope_collectors.joins.import_graph import ImportGraph
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.run_notebooks import named_notebook
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.infrastructure.facts import InfraResource
from debtscope_collectors.sources.pipelines.facts import Pipelines
from debtscope_collectors.sources.python.facts import ModuleFacts
from debtscope_collectors.sources.python.notebook_files import run_notebooks
from debtscope_collectors.sources.python.roll_outs import cloud_functions

_SCRIPT: Final = regex(r"[\w./\-]{1,200}\.(?:py|ipynb)\b")
_MODULE: Final = regex(r"(?:^|\s)-m\s+([A-Za-z_][\w.]{0,120})")
_SERVER: Final = regex(r"(?:^|[\s'\"\[,])([A-Za-z_][\w.]{0,120}):[A-Za-z_]\w{0,60}(?:\(\))?(?=$|[\s'\"\],])")
_SERVERS: Final = (
    "uvicorn",
    "gunicorn",
    "hypercorn",
    "granian",
    "waitress",
    "celery",
    "serve run",
    "bentoml serve",
    "flask",
)
_TESTING: Final = (
    "pytest",
    "unittest",
    "coverage",
    "tox",
    "nox",
    "mypy",
    "pylint",
    "flake8",
    "black",
    "ruff",
    "pip",
    "build",
    "venv",
)
_DEPLOYS: Final = regex(
    r"deploy|train|release|publish|score|scoring|predict|inference|pipeline|promote|batch|nightly", re.IGNORECASE
)
_ORCHESTRATORS: Final = frozenset(
    {
        "airflow",
        "prefect",
        "dagster",
        "luigi",
        "metaflow",
        "kfp",
        "zenml",
        "flytekit",
        "kedro",
        "mage_ai",
        "ploomber",
        "hamilton",
    }
)
_MAX_TEXT: Final = 4000
_ORDER: Final = {"dvc": 0, "dag": 1, "docker": 2, "ci": 3, "main": 4, "notebook": 5}


@frozen
class Run:
    """One thing that runs a file."""

    path: str
    by: str
    """`dvc:train`, `ci:.github/workflows/ci.yml`, `docker:Dockerfile`, `dag:churn_daily`, `main` or `notebook`."""
    is_production: bool


def runs(facts: Facts, modules: Mapping[str, ModuleFacts], graph: ImportGraph) -> list[Run]:
    """Everything that runs a file of the repository, the most telling first."""
    found = [
        *_stages(facts, graph),
        *_containers(facts, modules, graph),
        *_functions(facts, modules),
        *_jobs(facts, graph),
        *_graphs(modules, graph),
        *_tasks(facts, modules),
        *_guards(modules),
    ]
    return sorted(found, key=lambda run: (_ORDER[run.by.partition(":")[0]], not run.is_production, run.path, run.by))


def files_in(text: str, graph: ImportGraph, folder: str = "") -> Iterator[str]:
    """The project's files that a command line runs."""
    text = text[:_MAX_TEXT]
    seen: set[str] = set()
    targets = [graph.at(word, folder) for word in _SCRIPT.findall(text)]
    targets += [graph.named(name, folder) for name in _MODULE.findall(text) if name.partition(".")[0] not in _TESTING]
    if any(server in text for server in _SERVERS):
        targets += [graph.named(name, folder) for name in _SERVER.findall(text)]
    for target in targets:
        if target is not None and target not in seen:
            seen.add(target)
            yield target


def _stages(facts: Facts, graph: ImportGraph) -> Iterator[Run]:
    for project in facts.all(DvcProject):
        for stage in project.stages:
            for line in stage.cmd:
                for path in files_in(line, graph, stage.wdir):
                    yield Run(path=path, by=f"dvc:{stage.base}", is_production=True)


def _containers(facts: Facts, modules: Mapping[str, ModuleFacts], graph: ImportGraph) -> Iterator[Run]:
    for spec in facts.all(ContainerSpec):
        text, folder = " ".join(spec.started), spec.path.rpartition("/")[0]
        found = tuple(files_in(text, graph, folder)) or tuple(_copied(spec, text, graph, folder))
        for path in found or _invoked(spec, modules, graph, folder):
            yield Run(path=path, by=f"docker:{spec.path}", is_production=True)


def _invoked(spec: ContainerSpec, modules: Mapping[str, ModuleFacts], graph: ImportGraph, folder: str) -> Iterator[str]:
    """What an image of AWS Lambda calls: `CMD ["app.lambda_handler"]`, where that module has a handler of that name."""
    home, _, function = (spec.started[-1] if spec.started else "").rpartition(".")
    path = graph.named(home.replace("/", "."), folder) if home and function.isidentifier() else None
    if path is not None and any(site.detail == "handler" and site.scope == function for site in modules[path].serving):
        yield path


def _copied(spec: ContainerSpec, text: str, graph: ImportGraph, folder: str) -> Iterator[str]:
    """What an image starts under another path than the file has in the tree: `COPY jobs/scheduler.py /opt/`, `CMD python /opt/scheduler.py`."""
    names = {word.rpartition("/")[2] for word in _SCRIPT.findall(text[:_MAX_TEXT])}
    if any(server in text for server in _SERVERS):
        names |= {f"{name}.py" for name in _SERVER.findall(text[:_MAX_TEXT])}
    for source in spec.copies if names else ():
        if source.rpartition("/")[2] in names and (path := graph.at(source, folder)) is not None:
            yield path


def _functions(facts: Facts, modules: Mapping[str, ModuleFacts]) -> Iterator[Run]:
    """Files whose handler a stack (Terraform, CDK) names, where no other file has one of that name: what is packed lies anywhere."""
    told = [(one.path, one.value("handler")) for one in facts.all(InfraResource) if one.type == "aws_lambda_function"]
    told += [(path, row.handler) for path, rows in sorted(facts.rows(cloud_functions).items()) for row in rows]
    for place, handler in told:
        module, _, function = handler.replace("/", ".").rpartition(".")
        ends = f"/{module.replace('.', '/')}.py"
        found = [
            path
            for path, one in modules.items()
            if module and f"/{path}".endswith(ends) and any(site.scope == function and site.detail == "handler" for site in one.serving)
        ]  # fmt: skip
        if len(found) == 1:
            yield Run(path=found[0], by=f"docker:{place}", is_production=True)


def _jobs(facts: Facts, graph: ImportGraph) -> Iterator[Run]:
    running = {
        text: files
        for text in said_in_ci(facts)
        if not any(word in text for word in ("pytest", "unittest", "tox ", "nox "))
        and (files := tuple(files_in(text, graph)))
    }
    for workflow in facts.all(CiWorkflow) if running else ():
        for command in workflow.commands:
            files = running.get(command.text, ())
            told = " ".join((workflow.path.rpartition("/")[2], command.job)) if files else ""
            deploys = bool(_DEPLOYS.search(told)) or "schedule" in workflow.triggers
            for path in files:
                yield Run(path=path, by=f"ci:{workflow.path}", is_production=deploys)


def _graphs(modules: Mapping[str, ModuleFacts], graph: ImportGraph) -> Iterator[Run]:
    for path, module in modules.items():
        heads = {one.module.partition(".")[0] for one in module.imports if not one.level}
        if not heads & _ORCHESTRATORS:
            continue
        name = f"dag:{path.rpartition('/')[2].rpartition('.')[0]}"
        yield Run(path=path, by=name, is_production=True)
        for command in module.commands:
            for target in files_in(command.name, graph, path.rpartition("/")[0]):
                yield Run(path=target, by=name, is_production=True)


def _tasks(facts: Facts, modules: Mapping[str, ModuleFacts]) -> Iterator[Run]:
    """What jobs of Databricks start, and the notebooks that a notebook hands work to (`dbutils.notebook.run`)."""
    found = facts.one(Pipelines)
    for one in found.pipelines if found else ():
        for step in one.steps if one.tool == "databricks" else ():
            for path in step.files:
                if path in modules:
                    yield Run(path=path, by=f"dag:{one.name}", is_production=True)
    for path, rows in facts.rows(run_notebooks).items():
        runner = path.rpartition("/")[2].rpartition(".")[0]
        for row in rows if role_by_path(path) not in ("test", "docs", "example") else ():
            target = named_notebook(row.target, path, modules) if row.is_started else None
            if target is not None:
                yield Run(path=target, by=f"dag:{runner}", is_production=True)


def _guards(modules: Mapping[str, ModuleFacts]) -> Iterator[Run]:
    for path, module in modules.items():
        if module.kind == "notebook":
            yield Run(path=path, by="notebook", is_production=False)
        elif module.has_main_guard:
            yield Run(path=path, by="main", is_production=False)
