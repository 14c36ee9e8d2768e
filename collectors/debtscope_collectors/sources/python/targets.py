"""Targets that stay among the features: `y = df["churn"]; model.fit(df, y)`, followed through a function's assignments."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources.python.libraries import role_of
from debtscope_collectors.sources.python.view import ModuleView

_PLAIN: Final = frozenset(
    {"astype", "to_numpy", "ravel", "copy", "squeeze", "reset_index", "fillna", "dropna", "replace", "sort_index"}
)
"""Methods that keep every column of a table, or every value's meaning in a target."""
_ATTRIBUTES: Final = frozenset({"values"})
_SCORES: Final = frozenset({"cross_val_score", "cross_validate", "cross_val_predict"})
_LATER: Final = regex(r"shift|lag|lead|future|next|ahead|diff|window|sequence|drop", re.IGNORECASE)
"""Functions that take the target from other rows."""
_STEPS: Final = 40


def kept_targets(view: ModuleView) -> Iterator[tuple[ast.Call, str, str]]:
    """(call that takes both, target column, how it got in: `list` or `table`). Silent wherever a step is not understood."""
    renamed = view_aliases(view)
    for call in view.calls_to(_SCORES | {"train_test_split", "fit"}):
        match call.func:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                last = renamed.get(name, name)
            case _:
                continue
        given = [a for a in call.args if not isinstance(a, ast.Starred)]
        if last in _SCORES:
            given = given[1:]
        elif last != "train_test_split" and not (last == "fit" and _trains(view, call)):
            continue
        if len(given) < 2:
            continue
        follow = _Follow(view, call)
        target = follow.target(given[1])
        if target is None:
            continue
        how = follow.keeps(given[0], *target)
        if how:
            yield call, target[0], how


def view_aliases(view: ModuleView) -> dict[str, str]:
    """Names of this file that stand for another name of what was imported: `tts` -> `train_test_split`."""
    return {
        alias.asname: alias.name
        for one in view.nodes(ast.ImportFrom)
        for alias in one.names
        if alias.asname is not None
    }


def _trains(view: ModuleView, call: ast.Call) -> bool:
    """A fit of a model: encoders and selectors take the target beside the features by intent, and learn no prediction."""
    method = view.method(call)
    return method is None or role_of(method[0]) not in ("transformer", "resampler", None)


class _Follow:
    """Straight-line reading of the assignments above one call, in its own scope."""

    def __init__(self, view: ModuleView, call: ast.Call) -> None:
        self._view = view
        self._call = call
        self._scope = view.scope(call)
        self._line = view.statement_line(call)

    def _bound(self, name: str, before: int) -> tuple[ast.AST, int] | None:
        """The last expression that a name was given above a line; None where it is not a plain assignment of this scope."""
        best: tuple[ast.AST, int] | None = None
        for value in self._view.values(name, self._call):
            at = self._view.statement_line(value)
            if at >= before:
                continue
            best = (value, at)
        if best is None:
            return None
        statement = self._view.statement(best[0])
        match statement:
            case ast.Assign(targets=[ast.Name(id=own)], value=value) if own == name:
                return value, statement.lineno
            case _:
                return None

    def target(self, node: ast.AST) -> tuple[str, str, int] | None:
        """(column, table, line) of a target that is one column of a table as it stands."""
        line = self._line
        for _ in range(_STEPS):
            match node:
                case ast.Name(id=name):
                    bound = self._bound(name, line)
                    if bound is None:
                        return None
                    node, line = bound
                case ast.Attribute(value=value, attr=attr) if attr in _ATTRIBUTES:
                    node = value
                case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in _PLAIN or attr in ("map", "apply"):
                    node = value
                case ast.Call(func=ast.Name(id=made) | ast.Attribute(attr=made), args=[only]) if not _LATER.search(
                    made
                ):
                    node = only  # an encoder or a function of its own, such as `encode(df["churn"])`
                case ast.Subscript(value=ast.Name(id=table), slice=key):
                    column = self._columns(key)
                    return (column[0], table, line) if column is not None and len(column) == 1 else None
                case _:
                    return None
        return None

    def keeps(self, node: ast.AST, column: str, table: str, taken: int) -> str:
        """How the features still hold the target; `` where they do not, or nobody can say."""
        line = self._line
        for _ in range(_STEPS):
            match node:
                case ast.Name(id=name) if name == table and self._same(name, line, taken):
                    return "" if self._removed(table, column, line) else "table"
                case ast.Name(id=name):
                    bound = self._bound(name, line)
                    if bound is None or self._removed(name, column, line):
                        return ""
                    node, line = bound
                case ast.Attribute(value=value, attr=attr) if attr in _ATTRIBUTES:
                    node = value
                case ast.Call(func=ast.Attribute(value=value, attr="drop")):
                    dropped = self._dropped(node)
                    if dropped is None or column in dropped:
                        return ""
                    node = value
                case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in _PLAIN:
                    node = value
                case ast.Subscript(value=ast.Name(), slice=key):
                    chosen = self._columns(key)
                    return "list" if chosen is not None and len(chosen) > 1 and column in chosen else ""
                case _:
                    return ""
        return ""

    def _same(self, table: str, line: int, taken: int) -> bool:
        """Whether the table is the one that the target was taken from: not given anew in between."""
        return not any(
            taken < self._view.statement_line(value) < line for value in self._view.values(table, self._call)
        )

    def _removed(self, table: str, column: str, line: int) -> bool:
        """`df.drop(…, inplace=True)`, `df.pop(…)`, `del df[…]` in the same scope, of this column or of who knows what."""
        view = self._view
        for call in view.calls:
            match call.func:
                case ast.Attribute(value=ast.Name(id=name), attr="pop" | "drop" as method) if name == table:
                    in_place = method == "pop" or any(k.arg == "inplace" for k in call.keywords)
                    if in_place and view.scope(call) == self._scope and call.lineno <= self._line:
                        return True
                case _:
                    pass
        return any(
            isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name) and target.value.id == table
            for node in view.nodes(ast.Delete)
            for target in node.targets
        )

    def _dropped(self, call: ast.Call) -> tuple[str, ...] | None:
        """The columns that a drop names; None where they are not constant. Rows that are dropped are no columns."""
        view = self._view
        given = view.argument(call, "columns", "labels", 0)
        if given is None:
            return () if view.argument(call, "index") is not None else None
        return self._columns(given)

    def _columns(self, node: ast.AST) -> tuple[str, ...] | None:
        """Constant names, also through a variable or a sum of lists; None where any part is not constant."""
        found: list[str] = []
        stack = [node]
        for _ in range(_STEPS * 10):
            if not stack:
                return tuple(found)
            one = stack.pop()
            match one:
                case ast.Constant(value=str(text)):
                    found.append(text)
                case ast.List(elts=elts) | ast.Tuple(elts=elts):
                    stack.extend(elts)
                case ast.BinOp(left=left, op=ast.Add(), right=right):
                    stack.extend((left, right))
                case ast.Name(id=name):
                    values = self._view.values(name, self._call)
                    if len(values) != 1 or self._view.statement(values[0]) is None:
                        return None
                    if self._mutated(name):
                        return None
                    stack.append(values[0])
                case _:
                    return None
        return None

    def _mutated(self, name: str) -> bool:
        """`features.remove("churn")` and the like: the list is no longer what it was."""
        return any(
            isinstance(call.func, ast.Attribute)
            and call.func.attr in ("remove", "pop", "append", "extend", "insert", "clear")
            and isinstance(call.func.value, ast.Name)
            and call.func.value.id == name
            for call in self._view.calls
        )
