"""Our small transformer of notebook cells gives what IPython's gives, as a syntax tree, wherever we keep the cell."""

from __future__ import annotations

import ast
import importlib

import pytest

from debtscope_collectors.sources.python.notebook import transformed

pytestmark = pytest.mark.real

CORPUS = [
    "!pip install -q pandas", "!{sys.executable} -m pip install x", "  !ls -la  ", "!!ls", "files = !ls *.csv", "a, b = !ls", "x.y = !ls",
    "d['k'] = !ls", "%matplotlib inline", "%load_ext autoreload", "%autoreload 2", "%cd ..", "%env A=1", "t = %timeit -o f(1)",
    "x = %sql select * from t", "df.head?", "df.head??", "?df", "??df.head", "%timeit?", "np.*load*?", "    a = 1\n    b = 2",
    "if x:\n    !ls\n    %pwd", "for i in y:\n    z = !echo {i}", "x = 5 % 3", "x %= 3", "y = a != b", "s = '!ls'", "s = '''\n%magic\n!ls\n'''",
    "x = (1\n% 2)", "f(\n  a,\n  b\n)", "!pip install \\\n  a \\\n  b\nprint(1)", "%config A.b = 'svg'",
    "# !ls\nx = 1", "x = 1  # what?", "print('why?')", "await f()", "def f():\n    !ls\n    return 1", "a = {\n  '%x': 1,\n}\n%who",
    "f()", "/f 1 2", ",f a b", ";f a b", "\n\n!ls\n", "%time x = f(1, 2)", "!cat a.txt | grep '%s' > b", "x = [\n1,\n]\n!ls",
    "try:\n    import a\nexcept ImportError:\n    !pip install a", "class A:\n    pass\n\n%reset -f", "lambda x: x % 2", "print(f'{x!r}')",
    "x = not y\n!ls \"a b\"", "%run other.ipynb", "%run -i script.py --x 1", "assert x != 1, 'a?'", "s = \"it's\"\n!ls", "s = 'a\\\nb'\n%pwd",
]  # fmt: skip


@pytest.mark.parametrize("source", CORPUS)
def test_equal_to_ipython(source: str) -> None:
    manager = importlib.import_module("IPython.core.inputtransformer2").TransformerManager()
    wanted = manager.transform_cell(source)
    assert _tree(transformed(source)) == _tree(wanted), wanted
    assert transformed(source).count("\n") == source.rstrip("\n").count("\n") or source.startswith("\n")


def _tree(text: str) -> str:
    return ast.dump(ast.parse(text))


@pytest.mark.parametrize("name", ["bash", "html", "javascript", "writefile x.py", "sql", "R"])
def test_cells_of_other_languages_are_python_to_ipython_only_as_text(name: str) -> None:
    source = f"%%{name}\nsome (text"
    manager = importlib.import_module("IPython.core.inputtransformer2").TransformerManager()
    call = ast.parse(manager.transform_cell(source)).body[0]
    assert isinstance(call, ast.Expr) and "run_cell_magic" in ast.unparse(call)
    assert transformed(source).strip() == ""
