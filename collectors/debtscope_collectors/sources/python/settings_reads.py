"""Keys that a file takes from settings by name, with the map or object that it takes them from. A facet, a pure function of one file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.lookup import Vocabulary, walk
from debtscope_collectors.sources.python.view import ModuleView

_NAME: Final = regex(
    r"_{0,2}(?:[a-z]{1,12}_){0,2}(?:cfg|conf|config|configs|configuration|params|settings|hparams)(?:_(?:data|dict))?",
    re.IGNORECASE,
)
_ASKING: Final = frozenset({"get", "pop", "setdefault", "hasattr", "getattr", "setattr", "select"})
_FORGIVING: Final = frozenset({"KeyError", "AttributeError", "Exception", "BaseException", "LookupError"})
_CUES: Final = ("cfg", "conf", "param", "setting")
_NAMES: Final = Vocabulary(_CUES, fold=True)
_ENDINGS: Final = (".yaml", ".yml", ".toml", ".json")
_LONGEST: Final = 10
_ALIASES: Final = 3


@frozen
class SettingsRead:
    """One key, or what makes a key's absence no fault."""

    root: str
    """The variable at the beginning, `self.config` for an attribute."""
    place: str
    """The class of `self.…`, the function of a variable, `` at the file's own level: reads of one root and place are of one thing."""
    key: str
    """Dotted."""
    line: int
    kind: str
    """needed; or asked, set, given, field: it may be missing, code sets it, a map of the file holds a key of that name, a property or a
    field with a default is called so, or a field without one."""
    file: str = ""
    """The settings file that the variable is loaded from, as the code names it."""


@facet(SettingsRead, version=2, tests=False)
def settings_reads(view: ModuleView) -> Iterator[SettingsRead]:
    """Chains that begin with something that is named like settings, and what classes hold."""
    if not view.mentions(*_CUES):
        return
    yield from _members(view)
    named = {word for word in _NAMES.of(view.words) if _NAME.fullmatch(word)}
    if not named:
        return
    chains = [node for node in (*view.nodes(ast.Subscript), *view.nodes(ast.Attribute)) if _begins(node, named)]
    found = [row for node in chains if (row := _chain(view, node)) is not None]
    if not found:
        return
    yield from found
    wanted = {row.key.rpartition(".")[2] for row in found}
    yield from (one for one in _excused(view) if one.key in wanted)


def _begins(node: ast.expr, named: set[str]) -> bool:
    """Whether a chain begins with one of these names, behind `self` or at once: a cheap look at the thousands of a file."""
    last = ""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        last = node.attr if isinstance(node, ast.Attribute) else ""
        node = node.value
    return isinstance(node, ast.Name) and (node.id in named or (node.id in ("self", "cls") and last in named))


def _chain(view: ModuleView, node: ast.Subscript | ast.Attribute) -> SettingsRead | None:
    above = view.parent(node)
    if isinstance(above, (ast.Attribute, ast.Subscript)) and above.value is node and _key(above) is not None:
        return None  # a part of a longer one
    if isinstance(above, ast.Call) and above.func is node:
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, (ast.Attribute, ast.Subscript)):
            return None
        node = node.value  # what is called is a method of what the settings hold
    found = _resolved(view, node, 0)
    if found is None or not found[1] or any(key.startswith("__") for key in found[1]):
        return None
    root, keys = found
    kind = "set" if not isinstance(node.ctx, ast.Load) else "asked" if _is_forgiven(view, node) else "needed"
    return SettingsRead(
        root=root, place=_place(view, node, root), key=".".join(keys)[:160], line=view.place(node), kind=kind,
        file=_loaded_from(view, node, root),
    )  # fmt: skip


def _key(node: ast.expr) -> str | None:
    match node:
        case ast.Attribute(attr=attr):
            return attr
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            return key
        case _:
            return None


def _resolved(view: ModuleView, node: ast.expr, depth: int) -> tuple[str, list[str]] | None:
    """(root, keys) of a chain, through variables that hold a section."""
    keys: list[str] = []
    at: ast.expr = node
    while isinstance(at, (ast.Attribute, ast.Subscript)) and len(keys) < _LONGEST:
        key = _key(at)
        if key is None:
            return None
        if isinstance(at, ast.Attribute) and isinstance(at.value, ast.Name) and at.value.id in ("self", "cls"):
            return (f"self.{key}", keys[::-1]) if _NAME.fullmatch(key) else None
        keys.append(key)
        at = at.value
    if not isinstance(at, ast.Name) or not _NAME.fullmatch(at.id):
        return None
    values = view.plain_values(at.id, at)
    if len(values) == 1 and depth < _ALIASES and isinstance(values[0], (ast.Attribute, ast.Subscript)):
        section = _resolved(view, values[0], depth + 1)
        return (section[0], [*section[1], *keys[::-1]]) if section is not None else None
    return at.id, keys[::-1]


def _place(view: ModuleView, node: ast.AST, root: str) -> str:
    if root.startswith("self."):
        return view.scope(node).partition(".")[0]
    for one in view.ancestors(node):
        if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)):
            given = (*one.args.posonlyargs, *one.args.args, *one.args.kwonlyargs)
            if any(argument.arg == root for argument in given) or view.local_values(one, root):
                return view.qualname(one)
    return ""


def _loaded_from(view: ModuleView, node: ast.AST, root: str) -> str:
    """The one file whose name the call that makes the variable is given, through `open` and `Path`."""
    own = root.removeprefix("self.")
    values = view.own_values(node, own) if own != root else view.plain_values(own, node)
    return _file(view, values[0], 0) if len(values) == 1 and isinstance(values[0], ast.Call) else ""


def _file(view: ModuleView, call: ast.Call, depth: int) -> str:
    for argument in (*call.args[:1], *(keyword.value for keyword in call.keywords)):
        text = view.constant(argument)
        if isinstance(text, str) and text.endswith(_ENDINGS):
            return text[:200]
        inner = argument
        if isinstance(argument, ast.Name):
            bound = view.values(argument.id, argument)
            inner = bound[0] if len(bound) == 1 else argument
        if isinstance(inner, ast.Call) and depth < _ALIASES and (found := _file(view, inner, depth + 1)):
            return found
    return ""


def _is_forgiven(view: ModuleView, node: ast.AST) -> bool:
    """Whether the line is within a try that catches the missing key."""
    for one in view.ancestors(node):
        if isinstance(one, ast.Try):
            names = {
                (view.name(part) or "").rpartition(".")[2]
                for handler in one.handlers
                for part in (handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type])
                if part is not None
            }
            stops = all(any(isinstance(line, ast.Raise) for line in handler.body) for handler in one.handlers)
            if not stops and (names & _FORGIVING or any(handler.type is None for handler in one.handlers)):
                return True
        if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return False
    return False


def _members(view: ModuleView) -> Iterator[SettingsRead]:
    """What the objects of the file's classes have: settings may be put into one of them."""
    for node in view.classes:
        for line in node.body:
            if isinstance(line, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield _told(view, line, line.name, "given")
            elif isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
                yield _told(view, line, line.target.id, "field" if line.value is None else "given")


def _excused(view: ModuleView) -> Iterator[SettingsRead]:
    """Last keys that the file asks for, or holds in a map of its own."""
    for call in view.calls_to(_ASKING):
        for argument in call.args[:2]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield _told(view, call, argument.value.rpartition(".")[2], "asked")
    for node in view.compares:
        if isinstance(node.ops[0], (ast.In, ast.NotIn)) and isinstance(node.left, ast.Constant):
            yield _told(view, node, str(node.left.value), "asked")
    for node in view.nodes(ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str) and _is_own(value, key.value):
                yield _told(view, node, key.value, "given")


def _is_own(value: ast.expr, key: str) -> bool:
    """Whether the map does not take its value from settings, as `{"lr": cfg.train.lr}` does."""
    return not any(isinstance(one, (ast.Attribute, ast.Subscript)) and _key(one) == key for one in walk(value))


def _told(view: ModuleView, node: ast.AST, key: str, kind: str) -> SettingsRead:
    return SettingsRead(root="", place="", key=key[:160], line=view.place(node), kind=kind)
