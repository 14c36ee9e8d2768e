"""Notebooks of Databricks that others run in their own namespace: names that a runner makes are theirs too."""

from __future__ import annotations

import posixpath
from collections.abc import Container

from debtscope.api import Facts
from debtscope_collectors.sources.python.notebook_files import run_notebooks


def run_by_others(facts: Facts) -> frozenset[str]:
    """Paths, by the folder of the runner; an absolute one begins in a workspace that the tree does not show."""
    return frozenset(
        f"{posixpath.normpath(posixpath.join(posixpath.dirname(path), one.target.removesuffix('.py')))}.py"
        for path, rows in facts.rows(run_notebooks).items()
        for one in rows
        if not one.is_started
    )


def named_notebook(target: str, path: str, files: Container[str]) -> str | None:
    """The file that a notebook means by a name without an ending: seen from its folder, or from a folder of the workspace."""
    parts = posixpath.normpath(target).strip("/").split("/")
    places = [posixpath.normpath(posixpath.join(posixpath.dirname(path), target)), "/".join(parts)]
    if target.startswith("/"):
        places += ["/".join(parts[at:]) for at in range(1, len(parts) - 1)]
    return next((f"{at}{end}" for at in places for end in ("", ".py", ".ipynb") if f"{at}{end}" in files), None)
