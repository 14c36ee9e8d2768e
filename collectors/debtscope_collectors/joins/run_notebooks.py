"""Notebooks of Databricks that others run in their own namespace: names that a runner makes are theirs too."""

from __future__ import annotations

import posixpath

from debtscope.api import Facts
from debtscope_collectors.sources.python.notebook_files import run_notebooks


def run_by_others(facts: Facts) -> frozenset[str]:
    """Paths, by the folder of the runner; an absolute one begins in a workspace that the tree does not show."""
    return frozenset(
        f"{posixpath.normpath(posixpath.join(posixpath.dirname(path), one.target.removesuffix('.py')))}.py"
        for path, rows in facts.rows(run_notebooks).items()
        for one in rows
    )
