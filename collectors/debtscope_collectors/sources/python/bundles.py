"""Dictionaries that are saved as one file, and the keys that code takes from what it loads."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import parameters
from debtscope_collectors.sources.python.view import ModuleView

_SAVES: Final = {"joblib.dump": 0, "pickle.dump": 0, "torch.save": 0, "dill.dump": 0, "cloudpickle.dump": 0}
"""Function -> where it is handed what it saves."""
_LOADS: Final = frozenset({"joblib.load", "pickle.load", "torch.load", "dill.load", "cloudpickle.load"})

_DICT: Final = regex(r"^(?:typing\.)?(?:[Dd]ict|Mapping|MutableMapping)\b")
_CALLED: Final = regex(r"bundle|artifacts?$|artefacts?$|payload|package|checkpoint|state|ckpt")


@frozen
class Bundle:
    """One dictionary."""

    kind: str
    """saved, taken (from what was loaded), or open: a dictionary that the saving function is handed, whose keys others know."""
    line: int
    """Of the save, or of the first taking of a key."""
    keys: tuple[str, ...]
    lines: tuple[int, ...] = ()
    """taken: the first line of each key. Keys that the file sets itself, or asks for first, are left out."""


@facet(Bundle, version=3, cues=("joblib", "pickle", "torch", "dill", "cloudpickle"), tests=False)
def bundles(view: ModuleView) -> Iterator[Bundle]:
    """Saved dictionaries whose keys are all known, and per loaded variable the keys that are taken from it."""
    for call in view.calls_to(("dump", "save")):
        at = _SAVES.get(view.name(call.func) or "")
        keys = _keys(view, call.args[at]) if at is not None and len(call.args) > at else None
        if keys:
            yield Bundle(kind="saved", line=view.place(call), keys=tuple(sorted(keys)))
        elif at is not None and len(call.args) > at and _is_handed(view, call.args[at]):
            yield Bundle(kind="open", line=view.place(call), keys=())
    loaded = {
        target.id
        for node in view.nodes(ast.Assign)
        if isinstance(node.value, ast.Call) and view.name(node.value.func) in _LOADS
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    if not loaded:
        return
    for call in view.calls_to(("update",)):
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=kept)), args=[ast.Name(id=given)]) if given in loaded:
                loaded.add(kept)
            case _:
                continue
    taken: dict[str, int] = {}
    own = {
        node.slice.value
        for node in view.nodes(ast.Subscript)
        if isinstance(node.ctx, ast.Store) and isinstance(node.slice, ast.Constant) and isinstance(node.value, ast.Name)
    }
    own |= {
        one.left.value
        for one in view.compares
        if isinstance(one.left, ast.Constant) and isinstance(one.ops[0], ast.In | ast.NotIn)
    }
    for node in view.nodes(ast.Subscript):
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(key)), ctx=ast.Load()) if (
                name in loaded and key not in own
            ):
                taken[key] = min(view.place(node), taken.get(key, view.place(node)))
            case _:
                continue
    if taken:
        keys = tuple(sorted(taken))
        yield Bundle(kind="taken", line=min(taken.values()), keys=keys, lines=tuple(taken[key] for key in keys))


def _is_handed(view: ModuleView, node: ast.expr) -> bool:
    """Whether it is a parameter of the function that is declared, or called, a dictionary of things."""
    function = view.function(node)
    if function is None or not isinstance(node, ast.Name):
        return False
    given = next((one for one in parameters(function) if one.arg == node.id), None)
    told = ast.unparse(given.annotation)[:80] if given is not None and given.annotation is not None else ""
    return given is not None and (_DICT.search(told) is not None or (not told and _CALLED.search(node.id) is not None))


def _keys(view: ModuleView, node: ast.expr) -> set[str] | None:
    """Of a dictionary that is written out; None where some key cannot be told."""
    name = node.id if isinstance(node, ast.Name) else ""
    values = _written(view, name, node) if name else [node]
    if not values or not all(isinstance(one, ast.Dict) for one in values):
        return None
    found: set[str] = set()
    for one in values:
        for key in one.keys if isinstance(one, ast.Dict) else ():
            if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
                return None
            found.add(key.value)
    return found if not name or _adds(view, name, found) else None


def _written(view: ModuleView, name: str, node: ast.expr) -> list[ast.AST]:
    """What the name may hold there: its last value, and the ones before it where that one is set in a branch."""
    known = [one for one in view.values(name, node) if view.place(one) <= view.place(node)]
    around = set(view.ancestors(node))
    above = view.ancestors(known[-1]) if known else ()
    is_branch = any(isinstance(one, ast.If | ast.Try | ast.Match) and one not in around for one in above)
    return known if is_branch else known[-1:]


def _adds(view: ModuleView, name: str, found: set[str]) -> bool:
    """Adds the keys that are set later; False where something unknown is put in."""
    for node in view.nodes(ast.Subscript):
        if isinstance(node.value, ast.Name) and node.value.id == name and isinstance(node.ctx, ast.Store):
            if not isinstance(node.slice, ast.Constant) or not isinstance(node.slice.value, str):
                return False
            found.add(node.slice.value)
    return not any(
        isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == name
        for call in view.calls_to(("update", "setdefault"))
    )
