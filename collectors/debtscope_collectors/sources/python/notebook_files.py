"""Notebooks that stand as Python files: Databricks keeps them so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.parsing import DATABRICKS
from debtscope_collectors.sources.python.view import ModuleView

_TOOL: Final = "databricks"


@frozen
class NotebookFile:
    """A Python file that is a notebook."""

    tool: str


@facet(NotebookFile, cues=("Databricks",), tests=False, broken=True)
def notebook_files(view: ModuleView) -> Iterator[NotebookFile]:
    """One record where the first line says so."""
    if view.lines and view.lines[0].startswith(DATABRICKS):
        yield NotebookFile(tool=_TOOL)
