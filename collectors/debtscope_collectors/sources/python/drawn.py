"""Columns whose values a program draws at random: what they say of people is said of nobody."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources.python.lookup import walk
from debtscope_collectors.sources.python.view import ModuleView

_SOURCES: Final = frozenset({"random", "default_rng", "RandomState", "Faker", "faker", "mimesis"})
"""One of these words stands in whatever draws."""
_DRAWN: Final = regex(
    r"^(?:numpy\.)?random\.(?!seed$|default_rng$|RandomState$|Random$)[\w.]{2,40}$"
    r"|^numpy\.random\.(?:_generator\.)?(?:default_rng|RandomState|Generator)\.\w{2,30}$"
    r"|^(?:faker\.Faker|fake|faker|mimesis)\.[\w.]{2,60}$"
)
_HOLDER: Final = regex(r"^(?:(?:self\.)?_?(?:rng|np_rng|random_state|rnd|prng|generator|fake|faker))\.\w{2,30}$")
"""A generator that is handed in, by its usual names."""
_DEPTH: Final = 2
_MOST: Final = 400


def drawn_columns(view: ModuleView) -> Iterator[tuple[str, ast.AST]]:
    """`df["age"] = rng.integers(18, 90, n)`, and `{"age": np.random.normal(…)}`, also by way of a variable."""
    if _SOURCES.isdisjoint(view.words) and "rng" not in view.words:
        return
    for node in view.item_assigns:
        target = node.targets[0]
        if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
            column = target.slice.value
            if isinstance(column, str) and is_drawn(view, node.value):
                yield column, node
    for node in view.nodes(ast.Dict):
        for key, value in zip(node.keys[:_MOST], node.values[:_MOST], strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str) and is_drawn(view, value):
                yield key.value, key


def is_drawn(view: ModuleView, value: ast.AST, depth: int = _DEPTH) -> bool:
    """Whether a generator gives the values and no column of a table takes part: noise upon what was read is no draw."""
    found = False
    for node in walk(value):
        if (
            isinstance(node, ast.Subscript)
            and isinstance(node.slice, ast.Constant)
            and isinstance(node.slice.value, str)
        ):
            return False
        if isinstance(node, ast.Call):
            found = found or _draws(view, node)
        elif isinstance(node, ast.Name) and depth and not found:
            known = view.plain_values(node.id, node)
            found = bool(known) and all(is_drawn(view, one, depth - 1) for one in known[:4])
    return found


def _draws(view: ModuleView, call: ast.Call) -> bool:
    for name in (view.called(call) or "", view.name(call.func) or ""):
        if _DRAWN.match(name) or _HOLDER.match(name):
            # a sample of rows that were read is no draw
            return not name.endswith((".shuffle", ".sample", ".permutation", ".permuted"))
    return False
