"""Scripts that a program hands to jobs of a cloud, which run them among the packages of an image of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.view import ModuleView

_CLOUDS: Final = frozenset(
    {"sagemaker", "google.cloud.aiplatform", "google_cloud_pipeline_components", "kfp", "azure.ai.ml", "azureml"}
)


@frozen
class JobScript:
    """One file that a program of a cloud's pipeline names."""

    name: str
    """Without its folders."""


@facet(
    JobScript,
    cues=("sagemaker", "aiplatform", "google_cloud_pipeline_components", "kfp", "azure", "azureml"),
    tests=False,
)
def job_scripts(view: ModuleView) -> Iterator[JobScript]:
    """`ScriptProcessor(…).run(code="jobs/evaluate.py")`, `entry_point="train.py"` and their like: each name once."""
    if view.roots.isdisjoint(_CLOUDS):
        return
    names = (
        node.value.rpartition("/")[2]
        for node in view.constants
        if isinstance(node.value, str) and node.value.endswith(".py")
    )
    for name in dict.fromkeys(names):
        if 3 < len(name) < 100 and "{" not in name:
            yield JobScript(name=name)
