"""What hosted platforms run of the repository, as their own files declare it: functions of CloudFormation and the Serverless Framework,
deployments of Azure ML, bundles of Databricks, applications of Cloudera and App Engine, predictors of Cog, units of systemd, pages of
Hugging Face. Each form is known by a key that nothing else has; what is only mentioned declares nothing."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.containers.facts import ContainerSpec, ServingManifest
from debtscope_collectors.sources.shape import mapping, sequence, tables_of, text

Find = Callable[[str], int | None]
"""Line of a text in the file, None when it is not there as written."""
Declared = ContainerSpec | ServingManifest
Table = Mapping[str, object]

_FUNCTIONS: Final = frozenset({"AWS::Serverless::Function", "AWS::Lambda::Function"})
_HANDLER: Final = regex(r"[\w./-]{1,200}\.[A-Za-z_]\w{0,80}")
_SCRIPT: Final = regex(r"[\w./-]{1,200}\.(?:py|ipynb)")
_MODEL_ID: Final = regex(r"azureml:(?://\S{0,200}/)?([\w.-]{1,120}?)(?:[:@][\w.-]{1,60})?$")
_ML_SCHEMA: Final = regex(
    rb"azuremlschemas\S{0,80}/(?:managedOnlineDeployment|kubernetesOnlineDeployment|batchDeployment|modelBatchDeployment|"
    rb"pipelineComponentBatchDeployment|pipelineJob)\.schema\.json"
)
_MARKS: Final = (
    b"AWS::Serverless::Function",
    b"AWS::Lambda::Function",
    b"AWS::SageMaker::Endpoint",
    b"model_serving_endpoints:",
    b"spark_python_task:",
    b"notebook_task:",
)
"""One of these stands in whatever stack or bundle declares something that runs."""
_NAMES: Final = frozenset({"app.yaml", "serverless.yml", "serverless.yaml", "cog.yaml", ".project-metadata.yaml"})


def declares(path: str, source: bytes) -> bool:
    """A look at the bytes: whether the file is one of these, so that it is worth parsing."""
    name = path.rpartition("/")[2]
    if name in _NAMES:
        return True
    return any(mark in source for mark in _MARKS) or (
        b"azuremlschemas" in source and _ML_SCHEMA.search(source) is not None
    )


def declared(path: str, data: object, find: Find) -> Iterator[Declared]:
    """What one YAML document declares."""
    root, name = mapping(data), path.rpartition("/")[2]
    if name == "app.yaml":
        yield from _app_engine(path, root, find)
    elif name in ("serverless.yml", "serverless.yaml"):
        yield from _serverless(path, root, find)
    elif name == "cog.yaml":
        yield from _program(path, "predict", text(root.get("predict")).partition(":")[0], find("predict:"))
    elif name == ".project-metadata.yaml":
        yield from _cloudera(path, root, find)
    elif name in ("bentofile.yaml", "bentofile.yml"):
        module = text(root.get("service")).partition(":")[0].removesuffix(".py").replace(".", "/")
        yield from _program(path, "bentoml", f"{module}.py", find("service:"))
    elif "azuremlschemas" in text(root.get("$schema")):
        yield from _azure_ml(path, root, find)
    elif "Resources" in root:
        yield from _stack(path, root, find)
    else:
        yield from _bundle(path, root, find)


def _program(path: str, name: str, program: str, line: int | None, schedule: str = "") -> Iterator[ContainerSpec]:
    """One process that runs a file of the project."""
    if _SCRIPT.fullmatch(program):
        yield _spec(path, name, ("python", posixpath.normpath(program)), line, schedule)


def _spec(path: str, name: str, command: tuple[str, ...], line: int | None, schedule: str = "") -> ContainerSpec:
    return ContainerSpec(
        path=path, kind="platform", name=name, image=None, line=line, command=redact.command(command), environment=(),
        schedule=schedule or None,
    )  # fmt: skip


def _handler(
    path: str, name: str, folder: str, handler: str, line: int | None, schedule: str
) -> Iterator[ContainerSpec]:
    """`src/app.lambda_handler` is the function of src/app.py."""
    if _HANDLER.fullmatch(handler):
        module = handler.rpartition(".")[0].replace(".", "/")
        yield from _program(path, name, posixpath.join(folder, f"{module}.py"), line, schedule)


def _app_engine(path: str, root: Table, find: Find) -> Iterator[ContainerSpec]:
    """A service of App Engine; what it starts when the file does not say is `main:app`."""
    if not text(root.get("runtime")).startswith("python"):
        return
    told = text(root.get("entrypoint")) or "gunicorn main:app"
    yield _spec(path, text(root.get("service")) or "default", _words(told), find("entrypoint:") or find("runtime:"))


def _serverless(path: str, root: Table, find: Find) -> Iterator[ContainerSpec]:
    for name, body in mapping(root.get("functions")).items():
        function = mapping(body)
        events = [
            mapping(mapping(event).get("schedule")) or mapping(event) for event in sequence(function.get("events"))
        ]
        timed = next(
            (text(e.get("rate")) or text(e.get("schedule")) for e in events if "rate" in e or "schedule" in e), ""
        )
        yield from _handler(path, name, "", text(function.get("handler")), find(f"{name}:"), timed)


def _stack(path: str, root: Table, find: Find) -> Iterator[Declared]:
    """Functions and endpoints of a CloudFormation template, with what its Globals say of all functions."""
    known = mapping(mapping(root.get("Globals")).get("Function"))
    for name, body in mapping(root.get("Resources")).items():
        kind, given = text(mapping(body).get("Type")), mapping(mapping(body).get("Properties"))
        if kind in _FUNCTIONS:
            folder = text(given.get("CodeUri")) or text(known.get("CodeUri")) or text(given.get("Code"))
            handler = text(given.get("Handler")) or text(known.get("Handler"))
            timed = next((t for t in (_timed(event) for event in mapping(given.get("Events")).values()) if t), "")
            yield from _handler(path, name, folder if ":" not in folder else "", handler, find(f"{name}:"), timed)
        elif kind == "AWS::SageMaker::Endpoint":
            told = text(given.get("EndpointName"))
            yield ServingManifest(
                name=told if "${" not in told else "", path=path, line=find(f"{name}:"), framework="sagemaker",
                api_version="", uris=tuple(uri for table in tables_of(root) if (uri := text(table.get("ModelDataUrl")))),
            )  # fmt: skip


def _timed(event: object) -> str:
    table = mapping(event)
    given = mapping(table.get("Properties"))
    is_timed = text(table.get("Type")) in ("Schedule", "ScheduleV2")
    return (text(given.get("Schedule")) or text(given.get("ScheduleExpression"))) if is_timed else ""


def _azure_ml(path: str, root: Table, find: Find) -> Iterator[Declared]:
    """A deployment behind an endpoint, or the commands of a pipeline."""
    schema = text(root.get("$schema"))
    if "pipelineJob" in schema:
        for name, body in mapping(root.get("jobs")).items():
            job = mapping(body)
            code, words = text(job.get("code")), _words(text(job.get("command")))
            program = next((word for word in words if _SCRIPT.fullmatch(word)), "")
            yield from _program(path, name, posixpath.join(code, program), find(f"{name}:"))
        return
    if "Deployment.schema" not in schema:
        return
    code = mapping(root.get("code_configuration"))
    endpoint, model = text(root.get("endpoint_name")), _MODEL_ID.match(text(root.get("model")))
    name = model[1] if model else endpoint or text(root.get("name")) or "model"
    yield ServingManifest(
        name=name,
        path=path,
        line=find("model:") or find("endpoint_name:"),
        framework="azureml",
        api_version="",
        uris=(),
    )
    script = text(code.get("scoring_script"))
    yield from _program(path, endpoint or name, posixpath.join(text(code.get("code")), script), find("scoring_script:"))


def _cloudera(path: str, root: Table, find: Find) -> Iterator[Declared]:
    """Applications, jobs and models that the project's tasks start, deploy or build."""
    tasks = [mapping(task) for task in sequence(root.get("tasks"))]
    kinds = {text(task.get("type")) for task in tasks}
    for task in tasks:
        kind, label = text(task.get("type")), text(task.get("entity_label"))
        name = label or text(task.get("name")) or kind
        if kind == "start_application" or (kind == "create_job" and "run_job" in kinds):
            yield from _program(path, name, text(task.get("script")), find(text(task.get("script"))))
        elif kind == "build_model" and "deploy_model" in kinds:
            program = text(task.get("target_file_path"))
            yield from _program(path, name, program, find(program))
            yield ServingManifest(
                name=name, path=path, line=find(program), framework="cloudera", api_version="", uris=()
            )


def _bundle(path: str, root: Table, find: Find) -> Iterator[Declared]:
    """Endpoints and jobs of a bundle of Databricks."""
    resources = mapping(root.get("resources"))
    for key, body in mapping(resources.get("model_serving_endpoints")).items():
        config = mapping(mapping(body).get("config"))
        for item in (*sequence(config.get("served_entities")), *sequence(config.get("served_models"))):
            entity = text(mapping(item).get("entity_name")) or text(mapping(item).get("model_name"))
            name = entity.rpartition(".")[2] if entity and "${" not in entity else key
            yield ServingManifest(name=name, path=path, line=find(f"{key}:"), framework="databricks", api_version="", uris=())  # fmt: skip
    for key, body in mapping(resources.get("jobs")).items():
        job = mapping(body)
        timed = text(mapping(job.get("schedule")).get("quartz_cron_expression")) or (
            "a trigger" if "trigger" in job else ""
        )
        for item in sequence(job.get("tasks")):
            task = mapping(item)
            given = {**mapping(task.get("spark_python_task")), **mapping(task.get("notebook_task"))}
            program = text(given.get("python_file")) or text(given.get("notebook_path"))
            told = program if _SCRIPT.fullmatch(program) else f"{program}.py"
            yield from _program(path, text(task.get("task_key")) or key, told, find(program), timed)


_FRONT: Final = regex(r"\A---\s*\n(.{1,4000}?)\n---", re.DOTALL)
_KEY: Final = regex(r"^(sdk|app_file|app_port)[ \t]*:[ \t]*[\"']?([\w./-]{1,120})", re.MULTILINE)


def space(path: str, source: str) -> Iterator[ContainerSpec]:
    """The page that a Space of Hugging Face runs, by the head of its README: `sdk: gradio`, `app_file: app.py`."""
    head = _FRONT.match(source)
    told = dict(_KEY.findall(head[1])) if head else {}
    program = told.get("app_file", "app.py")
    if told.get("sdk") == "streamlit":
        yield _spec(path, "space", ("streamlit", "run", program), 1)
    elif told.get("sdk") == "gradio":
        yield from _program(path, "space", program, 1)


_EXEC: Final = regex(r"^(?:ExecStart|command)[ \t]*=[ \t]*[-@+!:]{0,3}(\S.{0,600})")
_ON: Final = regex(r"^(?:OnCalendar|OnUnitActiveSec)[ \t]*=[ \t]*(\S.{0,100})", re.MULTILINE)


def unit(path: str, source: str, timer: str) -> Iterator[ContainerSpec]:
    """What a service of systemd or a program of supervisord starts; when, where a timer of the same name stands beside it."""
    if "[Service]" not in source and "[program:" not in source:
        return
    found = _ON.search(timer)
    for number, line in enumerate(source.splitlines()[:500], 1):
        if match := _EXEC.match(line):
            name = posixpath.splitext(posixpath.basename(path))[0]
            yield _spec(path, name, _words(match[1]), number, found[1].strip() if found else "")


def _words(told: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(told))
    except ValueError:
        return tuple(told.split())
