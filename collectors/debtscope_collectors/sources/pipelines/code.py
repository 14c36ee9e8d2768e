"""Pipelines that a Python file defines: the facet. Nothing is imported; names are resolved through the file's imports."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Final

from debtscope.api import facet
from debtscope_collectors.sources.pipelines.airflow import airflow
from debtscope_collectors.sources.pipelines.decorated import classes, decorated, kedro
from debtscope_collectors.sources.pipelines.facts import Pipeline
from debtscope_collectors.sources.pipelines.in_process import in_process
from debtscope_collectors.sources.python.view import ModuleView

_READERS: Final[dict[str, Callable[[ModuleView], Iterator[Pipeline]]]] = {
    "airflow": airflow, "prefect": decorated, "zenml": decorated, "dagster": decorated, "kfp": decorated, "flytekit": decorated,
    "metaflow": classes, "luigi": classes, "kedro": kedro, "schedule": in_process, "apscheduler": in_process,
}  # fmt: skip


@facet(Pipeline, version=5, cues=_READERS)
def code_pipelines(view: ModuleView) -> Iterator[Pipeline]:
    """The pipelines that a file defines."""
    heads: set[str] = set()
    for node in view.imports:
        if isinstance(node, ast.ImportFrom):
            heads.add((node.module or "").partition(".")[0] if not node.level else "")
        else:
            heads.update(alias.name.partition(".")[0] for alias in node.names)
    for reader in dict.fromkeys(_READERS[head] for head in sorted(heads & _READERS.keys())):
        yield from reader(view)
