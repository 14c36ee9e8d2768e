"""What a view says of one file: names, types, constants and places."""

from __future__ import annotations

import ast
import textwrap

import pytest

from debtscope_collectors.sources.python import lookup
from debtscope_collectors.sources.python.lookup import Vocabulary
from debtscope_collectors.sources.python.parsing import module_source, salvaged_source
from debtscope_collectors.sources.python.view import ModuleView, Unparsed, module_view, notebook_view


def view_of(text: str, path: str = "pkg/mod.py") -> ModuleView:
    return module_view(path, text)


def last_call(view: ModuleView) -> ast.Call:
    return max(view.calls, key=lambda c: (c.lineno, -c.col_offset))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import pandas as pd\npd.read_csv()", "pandas.read_csv"),
        ("import os.path\nos.path.join()", "os.path.join"),
        ("from sklearn.ensemble import RandomForestClassifier as RF\nRF()", "sklearn.ensemble.RandomForestClassifier"),
        ("from .features import build\nbuild()", "pkg.features.build"),
        ("from .. import features\nfeatures.build()", "features.build"),
        ("import lightgbm as lgb\nfit = lgb.train\nfit()", "lightgbm.train"),
        ("def build(): ...\nbuild()", "build"),
        ("self.model.fit()", "self.model.fit"),
        ("import numpy as np\nrandom = np.random.default_rng(1)\nrandom.choice()", None),
        ("def f(random):\n    random.choice()", None),
        ("import random\nrandom.choice()", "random.choice"),
        ("f()()", None),
        ("try:\n    import cudf as pd\nexcept ImportError:\n    import pandas as pd\npd.concat()", "pandas.concat"),
    ],
)
def test_names_are_resolved_through_imports_and_aliases(text: str, name: str | None) -> None:
    view = view_of(text)
    assert view.name(last_call(view).func) == name


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("from xgboost import XGBRegressor\nm = XGBRegressor()\nm.fit()", ("xgboost.XGBRegressor", "fit")),
        ("from xgboost import XGBRegressor\nXGBRegressor().fit()", ("xgboost.XGBRegressor", "fit")),
        (
            (
                "from xgboost import XGBRegressor as R\nclass T:\n    def __init__(self):\n        self.m = R()\n    def go(self):\n"
                "        self.m.fit()"
            ),
            ("xgboost.XGBRegressor", "fit"),
        ),
        ("import torch.nn as nn\ndef f(net: 'nn.Module | None'):\n    net.train()", ("torch.nn.Module", "train")),
        (
            "from typing import Optional\nimport pandas as pd\ndef f(x: Optional[pd.DataFrame]):\n    x.sample()",
            ("pandas.DataFrame", "sample"),
        ),
        ("from sklearn.svm import SVC\ndef make():\n    return SVC()\nm = make()\nm.fit()", ("sklearn.svm.SVC", "fit")),
        ("import pandas as pd\ndf = pd.read_csv('a')\ndf = df.dropna()\ndf['a'].sample()", ("pandas.Series", "sample")),
        (
            "from sklearn.svm import SVC\nm = None\ndef f():\n    m.fit()\ndef g():\n    global m\n    m = SVC()",
            ("sklearn.svm.SVC", "fit"),
        ),
        ("import pandas as pd\nwith pd.ExcelWriter('x') as w:\n    w.save()", ("pandas.ExcelWriter", "save")),
        (
            "from transformers import AutoModel\nm = AutoModel.from_pretrained('x')\nm.save()",
            ("transformers.AutoModel", "save"),
        ),
        ("def f(model):\n    model.fit()", None),
        ("from sklearn.svm import SVC\nm = SVC()\nm = wrap(m)\nm.fit()", None),
        ("a = b\nb = a\na.fit()", None),
    ],
)
def test_types_come_from_constructors_annotations_and_results(text: str, method: tuple[str, str] | None) -> None:
    view = view_of(text)
    calls = [
        c for c in view.calls if isinstance(c.func, ast.Attribute) and c.func.attr in ("fit", "sample", "save", "train")
    ]
    assert view.method(calls[-1]) == method


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("open('a' + 'b')", "ab"),
        ("import os\nBASE = 'data'\nopen(os.path.join(BASE, 'x', f'{name}.csv'))", "data/x/{}.csv"),
        ("from pathlib import Path\nopen(Path('data') / 'raw' / name)", "data/raw/{}"),
        ("from pathlib import Path\nROOT = Path('/srv')\nopen((ROOT / 'a.csv').as_posix())", "/srv/a.csv"),
        ("open('%s/%d.pkl' % (folder, 3))", "{}/3.pkl"),
        ("open('{}/{name}.pkl'.format('m', name='x'))", "m/x.pkl"),
        ("class C:\n    PATH = 'p'\nopen(C.PATH)", "p"),
        ("X = 'a'\nX = 'b'\ndef f():\n    open(X)", None),
        ("open(anything)", None),
        ("f(0.5 - 1)", -0.5),
        ("f(not_known + 1)", None),
        ("x = x\nf(x)", None),
    ],
)
def test_constants_are_folded_and_holes_are_shown(text: str, value: object) -> None:
    view = view_of(text)
    call = next(c for c in view.calls if isinstance(c.func, ast.Name) and c.func.id in ("open", "f") and c.args)
    assert view.constant(call.args[0]) == value


def test_folding_does_not_blow_up_on_values_that_double() -> None:
    lines = ["v0 = 'x'"] + [f"v{i} = v{i - 1} + v{i - 1}" for i in range(1, 60)]
    view = view_of("\n".join([*lines, "open(v59)"]))
    folded = view.constant(view.calls[0].args[0])
    assert folded is None or (isinstance(folded, str) and len(folded) <= 40_000)


def test_scopes_functions_and_places() -> None:
    view = view_of(
        "class A:\n    def run(self):\n        def inner():\n            go()\n        return [f(x) for x in y]\nend()"
    )
    found = {view.name(c.func): (view.scope(c), view.place(c), view.snippet(c)) for c in view.calls}
    assert found["go"] == ("A.run.inner", 4, "go()")
    assert found["f"] == ("A.run", 5, "return [f(x) for x in y]")
    assert found["end"] == ("", 6, "end()")
    go = next(c for c in view.calls if view.name(c.func) == "go")
    inner = view.function(go)
    assert inner is not None and view.qualname(inner) == "A.run.inner"
    assert isinstance(view.parent(go), ast.Expr)


def test_arguments_by_name_and_position() -> None:
    view = view_of("f(1, *rest, 2, a=3)\ng(1, 2)")
    starred, plain = view.calls
    assert view.argument(starred, 2) is None
    assert view.argument(starred, "missing", "a") is starred.keywords[0].value
    assert view.argument(plain, "b", 1) is plain.args[1]
    assert view.has_star(starred) and not view.has_star(plain)


@pytest.mark.parametrize(
    "text",
    ["def f(:", "x = " + "-" * 9000 + "1", "a" + ".b" * 20_000, "f(" * 300 + ")" * 300, "\x00", "x = 1" + "1" * 5000],
    ids=["syntax", "unary", "attributes", "calls", "null", "digits"],
)
def test_what_the_parser_cannot_take_is_one_exception(text: str) -> None:
    with pytest.raises(Unparsed) as told:
        view_of(text)
    assert str(told.value)


def test_deep_code_that_parses_is_indexed_without_recursion() -> None:
    text = (
        "x = "
        + "[" * 90
        + "1"
        + "]" * 90
        + "\n"
        + "if a:\n"
        + "\n".join(" " * i + "if a:" for i in range(1, 90))
        + "\n"
        + " " * 95
        + "go()"
    )
    view = view_of(text)
    assert view.scope(view.calls[0]) == ""
    chained = view_of("x = (a" + ".f()" * 150 + ")")
    assert chained.type_of(chained.calls[0]) is None


def cells(*sources: str, **more: object) -> dict[str, object]:
    made = [{"cell_type": "code", "source": s, "outputs": [{"data": {"text/plain": "x = ("}}]} for s in sources]
    return {"nbformat": 4, "cells": [{"cell_type": "markdown", "source": "# t"}, *made], "metadata": {}, **more}


def test_a_notebook_is_one_text_with_cells() -> None:
    view = notebook_view(
        "n.ipynb", cells("import pandas as pd\n%matplotlib inline", "df = pd.read_csv('a')\n!ls", "df.head()")
    )
    read = next(c for c in view.calls if view.name(c.func) == "pandas.read_csv")
    head = next(c for c in view.calls if view.called(c) == "pandas.DataFrame.head")
    assert (view.kind, view.place(read), view.cell(read), view.cell(head)) == ("notebook", 3, 2, 3)
    assert view.lines == ["import pandas as pd", "%matplotlib inline", "df = pd.read_csv('a')", "!ls", "df.head()"]
    assert "get_ipython().system('ls')" in {ast.unparse(c) for c in view.calls}


def test_a_bad_cell_costs_that_cell_alone() -> None:
    view = notebook_view("n.ipynb", cells("a = load()", "def broken(:", "await b()\nreturn_ = 1"))
    assert view.bad_cells == (2,)
    assert [(view.name(c.func), view.place(c), view.cell(c)) for c in view.calls] == [("load", 1, 1), ("b", 3, 3)]


def test_old_notebooks_and_lists_of_lines() -> None:
    old = {
        "nbformat": 3,
        "worksheets": [{"cells": [{"cell_type": "code", "input": ["a()\n", "b()"], "prompt_number": 4}]}],
    }
    assert [c.lineno for c in notebook_view("n.ipynb", old).calls] == [1, 2]


@pytest.mark.parametrize(
    "document", [None, [], {"a": 1}, {"nbformat": 4, "cells": [], "metadata": {"kernelspec": {"language": "R"}}}]
)
def test_what_is_no_python_notebook_is_told(document: object) -> None:
    with pytest.raises(Unparsed):
        notebook_view("n.ipynb", document)


def test_what_parses_of_a_broken_file_keeps_its_lines() -> None:
    text = (
        "import pickle\nprint 'old'\n\n@app.get('/')\n@cached\ndef load():\n    return pickle.load(f)\n\n"
        "try:\n    x = 1\nexcept A, B:\n    pass\nelse:\n    y = 2\nlast = '/home/ana'\n"
    )
    tree = salvaged_source(text).tree
    assert [(type(node).__name__, node.lineno) for node in tree.body] == [
        ("Import", 1),
        ("FunctionDef", 6),
        ("Assign", 15),
    ]
    load = tree.body[1]
    assert isinstance(load, ast.FunctionDef) and len(load.decorator_list) == 2


@pytest.mark.parametrize("text", ["(" * 10_000, "x\n" * 20_000 + "print 1", '"""\nprint 1\n', "", "\ufeff@\n@\n@"])
def test_salvage_is_bounded_and_never_fails(text: str) -> None:
    assert len(salvaged_source(text).tree.body) <= 5_000


@pytest.mark.parametrize(
    ("text", "cues", "said"),
    [
        ("x = DataDrift()", ("drift",), True),
        ("x = DataDrift()", ("skew",), False),
        ("import  modal", ("import modal", "from modal"), False),
        ("import Modal", ("import modal", "from modal"), True),
        ("def test_one(): ...", ("def test",), True),
        ("test = 1", ("def test",), False),
        ("# 50 %: half", ("%:",), True),
        ("x = 1  # İstanbul Drift", ("drift",), True),
        ("", ("drift", "a b"), False),
    ],
)
def test_what_a_text_mentions_stands_in_it_in_whatever_case(text: str, cues: tuple[str, ...], said: bool) -> None:
    assert view_of(text).mentions(*cues) is said
    assert any(cue in text.lower() for cue in cues) is said


def test_words_are_known_whatever_files_came_before_and_after(monkeypatch: pytest.MonkeyPatch) -> None:
    scales = Vocabulary(("scal",), lambda word: not word.startswith("_"), fold=True)
    first, second, third = (view_of(text).words for text in ("x_Scaler = 1", "_scale = x", "rescale(x_Scaler)"))
    assert [scales.knows(words) for words in (first, second, first, third)] == [True, False, True, True]
    assert scales.of(third) == {"rescale", "x_Scaler"}
    lookup.meet((first, second))
    called = dict.fromkeys(("scale", "descale", "_scaled", "fit"))  # words of calls are no file's
    assert scales.of(called.keys()) == {"scale", "descale"}
    assert [scales.knows(words) for words in (first, second)] == [True, False]
    monkeypatch.setattr(lookup, "_MOST_WORDS", 1)  # it forgets at every file that brings words
    assert [scales.knows(words) for words in (second, first, third, second)] == [False, True, True, False]
    late = Vocabulary(("scal",), fold=True)
    assert [late.knows(words) for words in (third, second, frozenset[str]())] == [True, True, False]
    assert view_of("Scale = 1").spells(("Scal",))
    assert not view_of("Scale = 1").spells(("scal",))


@pytest.mark.parametrize("most", [1, 7, 40, 10_000])
def test_a_quick_walk_comes_by_what_a_slow_one_comes_by(most: int) -> None:
    text = """
        async def f(a, /, b: int = 1, *c, d=2, **e) -> None:
            global g, h
            match a:
                case {"x": None, **rest} | Point(x=0, y=[1, *more]) | True:
                    return {**b, "k": lambda: [i async for i in c if i]}
            with open(f"{a!r:>{d}}") as (file, _), b: del file[1:2, ...]
            try: assert a < b <= c or not -d, await e
            except* (ValueError, OSError) as error: raise error from None
        class G(Base, metaclass=M): x: int = (y := 1)
        from . import z as zz
    """
    tree = ast.parse(textwrap.dedent(text))
    assert lookup.walk(tree, most) == list(ast.walk(tree))[:most]


def test_a_databricks_notebook_with_bare_magics_is_parsed_line_for_line() -> None:
    text = (
        "# Databricks notebook source\n# MAGIC %md\n# MAGIC # Fine-tuning\n# COMMAND ----------\n\n%pip install -U peft==0.5\n\n"
        "# COMMAND ----------\n!wget -q https://example.test/a.zip\n!nvidia-smi\nimport torch\n# COMMAND ----------\n"
        "if torch.cuda.is_available():\n    !ls\nmodel = torch.nn.Linear(1, 1)\n"
    )
    source = module_source(text)
    assert source.lines == text.split("\n")
    assert [(type(one).__name__, one.lineno) for one in source.tree.body] == [
        ("Expr", 6), ("Expr", 9), ("Expr", 10), ("Import", 11), ("If", 13), ("Assign", 15),
    ]  # fmt: skip
    with pytest.raises(Unparsed):  # another file's stray line is no magic
        module_source(text.partition("\n")[2])
