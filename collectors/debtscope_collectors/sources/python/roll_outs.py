"""Code that puts a model on an endpoint: the libraries of clouds, and the deployers of ZenML. One file at a time."""

from __future__ import annotations

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
)
"""Calls of a cloud's own library that make or change an endpoint, and ZenML's for servers that outlive the run."""
STACKS: Final = regex(r"^aws_cdk\.aws_sagemaker(?:_alpha)?\.(?:Cfn)?Endpoint$")
"""Endpoints of a stack that is written as code: of whichever model its users bring."""
_CUES: Final = ("deploy", "deployer", "deployments", "zenml")
_NAMES: Final = ("model_name", "endpoint_name", "name")


@frozen
class RollOut:
    """One call."""

    call: str
    line: int
    name: str
    """Of the model or endpoint, `` where it is not constant."""


@facet(RollOut, cues=_CUES, tests=False)
def roll_outs(view: ModuleView) -> Iterator[RollOut]:
    """All of one file; notebooks try things out."""
    if view.kind == "notebook":
        return
    words = [
        word
        for word in view.call_table.words
        if word.startswith("deploy")
        or word.endswith(("_deployer_step", "DeploymentConfig", "_deployment", "_endpoint"))
    ]
    for call in view.calls_to(words) if words else ():
        known = view.called(call) or view.name(call.func) or ""
        if ROLLS.search(known):
            given = view.argument(call, *_NAMES)
            name = view.constant(given) if given is not None else None
            yield RollOut(
                call=known, line=call.lineno, name=name if isinstance(name, str) and "{}" not in name else ""
            )  # fmt: skip
