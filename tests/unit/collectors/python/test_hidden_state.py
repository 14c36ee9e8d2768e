"""Names that only a lost kernel knew, and what else a notebook tells of how it is run."""

from __future__ import annotations

from debtscope_collectors.sources.python.commands import commands
from debtscope_collectors.sources.python.hidden_state import lost_names
from debtscope_collectors.sources.python.view import ModuleView, notebook_view


def _book(*sources: str, tags: tuple[str, ...] = ()) -> ModuleView:
    cells = [{"cell_type": "code", "source": source, "metadata": {"tags": list(tags)}} for source in sources]
    return notebook_view("n.ipynb", {"nbformat": 4, "cells": cells})


def _lost(view: ModuleView) -> list[tuple[str, int, int | None]]:
    return [(one.name, one.cell, one.defined) for one in lost_names.extract(view)]


def test_uses_above_the_definition_and_uses_of_nothing() -> None:
    view = _book("df.head()\nmodel.fit(df)", "def f():\n    return later", "df = 1\nlater = f()")
    assert _lost(view) == [("df", 0, 2), ("model", 0, None)]


def test_a_cell_that_cannot_be_parsed_may_define_anything() -> None:
    assert _lost(_book("df.head()", "def broken(:")) == []


def test_cells_that_are_meant_to_fail_and_modules_say_nothing() -> None:
    assert _lost(_book("df.head()", tags=("raises-exception",))) == []


def test_a_notebook_that_another_one_runs_is_a_command() -> None:
    view = _book("%run ../etl/prepare.ipynb --fast", "%time f()")
    assert [(site.name, site.detail) for site in commands(view)] == [("%run ../etl/prepare.ipynb --fast", "%run")]
