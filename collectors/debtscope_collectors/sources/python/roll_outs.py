"""Code that puts a model on an endpoint: the libraries of clouds, and the deployers of ZenML. One file at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

ROLLS: Final = regex(
    r"^mlflow\.(?:sagemaker|azureml)\.(?:\w{1,40}\.)?_?deploy(?:ments?)?$|^mlflow\.deployments\.[\w.]{0,40}(?:create|update)_(?:deployment|endpoint)$"
    r"|^sagemaker\.[\w.]{1,80}\.deploy$|^azureml\.core\.(?:[\w.]{1,40}\.)?Model\.deploy$|^google\.cloud\.aiplatform\.(?:[\w.]{1,40}\.)?(?:Model|Endpoint)\.deploy$"
    r"|^zenml\.integrations\.(?:seldon|kserve|bentoml|huggingface|databricks|vllm)\.[\w.]{1,80}(?:_deployer_step|DeploymentConfig)$"
    r"|^huggingface_hub\.(?:[\w.]{1,40}\.)?create_inference_endpoint$"
)
"""Calls of a cloud's own library that make or change an endpoint, and ZenML's for servers that outlive the run."""
STACKS: Final = regex(r"^aws_cdk\.aws_sagemaker(?:_alpha)?\.(?:Cfn)?Endpoint$")
"""Endpoints of a stack that is written as code: of whichever model its users bring."""
_CUES: Final = (
    "deploy", "deployer", "deployments", "zenml", "create_endpoint", "update_endpoint", "begin_create_or_update", "create_inference_endpoint",
    "CfnEndpoint",
)  # fmt: skip
_NAMES: Final = ("model_name", "endpoint_name", "EndpointName", "name")
_GIVEN: Final = {
    "create_endpoint": ("boto3", frozenset({"EndpointConfigName"})),
    "update_endpoint": ("boto3", frozenset({"EndpointConfigName"})),
    "deploy": (
        "",
        frozenset({"initial_instance_count", "machine_type", "deployed_model_display_name", "traffic_percentage"}),
    ),
}
"""Methods of objects whose kind is not told: what must be imported, and arguments of which one is proof."""
_SDK: Final = regex(r"(?:online|batch)_deployments\.begin_create_or_update$")


@frozen
class RollOut:
    """One call."""

    call: str
    line: int
    name: str
    """Of the model or endpoint, `` where it is not constant."""


@facet(RollOut, version=2, cues=_CUES, tests=False)
def roll_outs(view: ModuleView) -> Iterator[RollOut]:
    """All of one file; notebooks try things out."""
    if view.kind == "notebook":
        return
    words = [
        word
        for word in view.call_table.words
        if word.startswith("deploy")
        or word.endswith(("_deployer_step", "DeploymentConfig", "_deployment", "_endpoint"))
        or word in ("begin_create_or_update", "CfnEndpoint")
    ]
    for call in view.calls_to(words) if words else ():
        known = view.called(call) or view.name(call.func) or ""
        if ROLLS.search(known) or STACKS.search(known) or _is_told(view, call, known):
            given = view.argument(call, *_NAMES)
            name = view.constant(given) if given is not None else None
            yield RollOut(
                call=known, line=call.lineno, name=name if isinstance(name, str) and "{}" not in name else ""
            )  # fmt: skip


def _is_told(view: ModuleView, call: ast.Call, known: str) -> bool:
    """By what is imported and given, where nothing tells the kind of the object: clients are handed over and kept."""
    if not isinstance(call.func, ast.Attribute):
        return False
    if _SDK.search(known):
        return "azure" in view.roots
    root, keys = _GIVEN.get(call.func.attr, ("", frozenset[str]()))
    is_there = root in view.roots if root else not view.roots.isdisjoint(("sagemaker", "google"))
    return is_there and any(keyword.arg in keys for keyword in call.keywords)


@frozen
class CloudFunction:
    """One function of AWS Lambda in a stack that is written as code."""

    handler: str
    """`app.lambda_handler`"""
    line: int


@facet(CloudFunction, cues=("aws_lambda", "aws_lambda_python_alpha"), tests=False)
def cloud_functions(view: ModuleView) -> Iterator[CloudFunction]:
    """`aws_lambda.Function(handler="app.handler")`, `PythonFunction(index="app.py", handler="handler")`."""
    for call in view.calls_to({"Function", "PythonFunction"}):
        if not (view.called(call) or view.name(call.func) or "").startswith("aws_cdk.aws_lambda"):
            continue
        values = [view.constant(node) for key in ("handler", "index") if (node := view.argument(call, key)) is not None]
        told = [value for value in values if isinstance(value, str) and "{}" not in value]
        if len(told) == 2:
            yield CloudFunction(handler=f"{told[1].removesuffix('.py')}.{told[0]}", line=call.lineno)
        elif len(told) == 1 and "." in told[0]:
            yield CloudFunction(handler=told[0], line=call.lineno)
