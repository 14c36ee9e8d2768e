"""Programs that are more than their place says: notebooks that stand as Python files, scripts that a pipeline names by their path."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.parsing import DATABRICKS
from debtscope_collectors.sources.python.view import ModuleView

_TOOL: Final = "databricks"
_PIPELINES: Final = ("kfp", "sagemaker", "aiplatform", "azureml", "azure", "metaflow", "zenml", "airflow")
_PIPELINE_ROOTS: Final = frozenset({"kfp", "sagemaker", "google", "azureml", "azure", "metaflow", "zenml", "airflow"})
_LONGEST: Final = 200


@frozen
class NotebookFile:
    """A Python file that is a notebook."""

    tool: str


@facet(NotebookFile, cues=("Databricks",), tests=False, broken=True)
def notebook_files(view: ModuleView) -> Iterator[NotebookFile]:
    """One record where the first line says so."""
    if view.lines and view.lines[0].startswith(DATABRICKS):
        yield NotebookFile(tool=_TOOL)


@frozen
class RunNotebook:
    """Another notebook that one of Databricks runs."""

    target: str
    is_started: bool = False
    """As a job of its own (`dbutils.notebook.run("./train", 3600)`), not in its own namespace (`# MAGIC %run ./Common`)."""


RUN: Final = regex(r"^(?:# MAGIC\s+)?%run\s+[\"']?([^\s\"']{1,200})", re.MULTILINE)


@facet(RunNotebook, version=2, cues=("Databricks", "dbutils"), tests=False, broken=True)
def run_notebooks(view: ModuleView) -> Iterator[RunNotebook]:
    """In the order of the file; magics of other files are none of Databricks'."""
    for call in view.calls_to({"run"}) if "dbutils" in view.words else ():
        if (view.name(call.func) or "").endswith("dbutils.notebook.run") and call.args:
            target = view.constant(call.args[0])
            if isinstance(target, str):
                yield RunNotebook(target=target, is_started=True)
    if view.lines and view.lines[0].startswith(DATABRICKS):
        for found in RUN.finditer(view.text):
            yield RunNotebook(target=found[1])


@frozen
class NamedScript:
    """A script that the definition of a pipeline names."""

    path: str
    """The constant end of its path, from a `/` on: `/assets/train.py`."""


@facet(NamedScript, cues=_PIPELINES, tests=False)
def named_scripts(view: ModuleView) -> Iterator[NamedScript]:
    """Scripts below a folder that a file of a pipeline names, whole or behind a part that is not constant."""
    if not view.roots & _PIPELINE_ROOTS:
        return
    for node in view.nodes(ast.Constant):
        if isinstance(node.value, str) and node.value.endswith(".py") and len(node.value) <= _LONGEST:
            path = node.value.removeprefix("./")
            if "/" in path.lstrip("/"):
                yield NamedScript(path=f"/{path.lstrip('/')}")
