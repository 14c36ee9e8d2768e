"""Magics, shell lines and help become plain Python, line for line."""

from __future__ import annotations

import ast

import pytest

from debtscope_collectors.sources.python.notebook import code_cells, transformed


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("!pip install x", "get_ipython().system('pip install x')"),
        ("files = !ls *.csv", "files = get_ipython().getoutput('ls *.csv')"),
        ("%matplotlib inline", "get_ipython().run_line_magic('matplotlib', 'inline')"),
        ("t = %timeit -o f()", "t = get_ipython().run_line_magic('timeit', '-o f()')"),
        ("df.head?", "get_ipython().run_line_magic('pinfo', 'df.head')"),
        ("?df", "get_ipython().run_line_magic('pinfo', 'df')"),
        ("    a = 1\n    b = 2", "a = 1\nb = 2"),
        ("if x:\n    !ls", "if x:\n    get_ipython().system('ls')"),
        ("%%bash\nls (", "\n"),
        ("%%time\nf()", "\nf()"),
        ("x = 5 % 3", "x = 5 % 3"),
        ("x = (1\n%matplotlib\n)", "x = (1\n%matplotlib\n)"),
        ('s = """\n!not a command\n"""', 's = """\n!not a command\n"""'),
        ("y = a != b", "y = a != b"),
        ("# what?", "# what?"),
        ("print('why?')", "print('why?')"),
        ("!pip install \\\n  x\nf()", "get_ipython().system('pip install    x')\n\nf()"),
        ("", ""),
    ],
)
def test_transformed(source: str, wanted: str) -> None:
    assert transformed(source) == wanted


def test_hostile_lines_take_linear_time_and_keep_their_number() -> None:
    source = "\n".join(["a" + "[" * 5000, "%" * 5000, "x = " + "! " * 4000, "?" * 5000, "'" * 5001])
    assert transformed(source).count("\n") == source.count("\n")


def test_cells_survive_odd_documents() -> None:
    document = {
        "cells": [None, 3, {"cell_type": "code"}, {"cell_type": "code", "source": [1, "a = 1"], "execution_count": "x"}]
    }
    found = code_cells(document)
    assert found is not None
    assert [(c.number, c.source, c.count) for c in found] == [(2, "", None), (3, "a = 1", None)]
    ast.parse(transformed(found[1].source))
