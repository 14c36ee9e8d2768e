"""Shapes and sketches of code: equal for renamed copies, apart for other code, safe on deep and large input."""

from __future__ import annotations

import ast

from debtscope_collectors.sources.python.likeness import likeness, numbers, shape, sketch
from debtscope_collectors.sources.python.origins import origin_of
from debtscope_collectors.sources.python.view import module_view


def body(code: str) -> list[ast.stmt]:
    return ast.parse(code).body


def expression(code: str) -> ast.expr:
    return ast.parse(code, mode="eval").body


def test_names_and_numbers_do_not_shape_but_attributes_and_texts_do() -> None:
    assert shape(expression("(df.km > LONG).astype(int)")) == shape(expression("(row.km > 12).astype(kind)"))
    assert shape(expression("df.km > 12")) != shape(expression("df.hours > 12"))
    assert shape(expression("df['a']")) != shape(expression("df['b']"))


def test_a_renamed_copy_is_wholly_alike_and_a_docstring_does_not_count() -> None:
    one = sketch(body('"""Doc."""\na = b.strip()\nc = a.lower()\n'))
    two = sketch(body("x = y.strip()\nz = x.lower()\n"))
    assert likeness(one, two) == 1.0


def test_other_code_is_not_alike() -> None:
    one = sketch(body("a = b.strip()\nc = a.lower()\n"))
    two = sketch(body("for i in rows:\n    total += i.price * i.count\n"))
    assert likeness(one, two) < 0.2
    assert likeness(one, ()) == 0.0


def test_numbers_follow_constants_of_the_module() -> None:
    view = module_view("m.py", "LIMIT = 79.5\nx = (df.a > LIMIT) * 2\n")
    assert sorted(numbers(view, view.nodes(ast.Assign)[1].value)) == ["2", "79.5"]


def test_deep_and_wide_expressions_are_cut_short() -> None:
    wide = "f(" + ",".join("x.a" for _ in range(20_000)) + ")"
    assert isinstance(shape(expression(wide)), int)
    deep = "x" + ".a" * 900
    view = module_view("m.py", f"import pickle\npickle.load({deep})\n")
    assert origin_of(view, view.calls[0].args[0]).kind in ("unknown", "attribute")
