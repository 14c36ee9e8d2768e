"""Which keys of parameter files the code reads, through variables, `.get`, and the file's own loader functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope_collectors.sources.python.facts import ParameterRead
from debtscope_collectors.sources.python.index import parameters
from debtscope_collectors.sources.python.view import Function, ModuleView

_LOADS: Final = frozenset(
    {
        "yaml.safe_load", "yaml.load", "yaml.full_load", "yaml.unsafe_load", "toml.load", "tomllib.load", "tomli.load",
        "json.load", "omegaconf.OmegaConf.load", "dvc.api.params_show", "confuse.load_yaml", "box.Box.from_yaml",
    }
)  # fmt: skip
_TEXT_LOADS: Final = frozenset({"toml.loads", "tomllib.loads", "tomli.loads", "json.loads"})
_WRAPPERS: Final = frozenset(
    {"box.ConfigBox", "box.Box", "dict", "types.SimpleNamespace", "omegaconf.OmegaConf.create", "munch.munchify"}
)
_LAST_WORDS: Final = frozenset(name.rpartition(".")[2] for name in _LOADS | _TEXT_LOADS)
_SETTINGS_NAMES: Final = ("param", "config", "setting", "hyper", "conf")
_BY_ATTRIBUTE: Final = frozenset({"omegaconf", "box", "types", "munch"})
"""Modules one of which is named in every file with a loader or wrapper that makes attributes of keys."""
_DEPTH: Final = 12

Origin = tuple[str | None, tuple[str, ...], bool]
"""(file, keys so far, whether attributes are keys); the file is None where it is the loader's parameter."""


def parameter_reads(view: ModuleView) -> Iterator[ParameterRead]:
    """Keys read from YAML, TOML and configuration JSON files whose path is known."""
    if not any(_loads(view, call) for call in view.calls_to(_LAST_WORDS)):
        return
    reader = _Reader(view)
    seen: set[tuple[str, str, int]] = set()
    for node in _candidates(view):
        origin = reader.origin(node, 0)
        if origin is None or origin[0] is None or not origin[1] or not _is_settings(origin[0]):
            continue
        if reader.goes_on(node):
            continue
        record = ParameterRead(file=origin[0], key=".".join(origin[1]), line=view.place(node), scope=view.scope(node))
        if (record.file, record.key, record.line) not in seen:
            seen.add((record.file, record.key, record.line))
            yield record


def _loads(view: ModuleView, call: ast.Call) -> bool:
    name = view.name(call.func)
    return name in _LOADS or name in _TEXT_LOADS or (isinstance(call.func, ast.Attribute) and _is_yaml(view, call.func))


def _candidates(view: ModuleView) -> list[ast.AST]:
    found: list[ast.AST] = [n for n in view.nodes(ast.Subscript) if isinstance(n.ctx, ast.Load)]
    found += [c for c in view.calls if isinstance(c.func, ast.Attribute) and c.func.attr == "get" and c.args]
    if not view.words.isdisjoint(_BY_ATTRIBUTE):
        found += [n for n in view.nodes(ast.Attribute) if isinstance(n.ctx, ast.Load)]
    return found


def _is_settings(path: str) -> bool:
    if path.endswith(".json"):
        return any(word in path.lower() for word in _SETTINGS_NAMES)
    return path.endswith((".yaml", ".yml", ".toml", ".ini", ".cfg"))


class _Reader:
    def __init__(self, view: ModuleView) -> None:
        self._view = view
        self._known: dict[ast.AST, Origin | None] = {}
        self._functions: dict[str, Function] = {f.name: f for f in view.functions}
        self._held: set[str] | None = None

    def goes_on(self, node: ast.AST) -> bool:
        """Whether this read is only a step to a deeper key."""
        view = self._view
        parent = view.parent(node)
        if isinstance(parent, ast.Subscript) and parent.value is node:
            return True
        if isinstance(parent, ast.Attribute) and self.origin(parent, 0) is not None:
            return True
        call = view.parent(parent) if isinstance(parent, ast.Attribute) else None
        if isinstance(call, ast.Call) and call.func is parent and isinstance(parent, ast.Attribute):
            return parent.attr == "get" or isinstance(node, ast.Attribute)
        if isinstance(parent, ast.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name):
            return parent.targets[0].id in self._holders()
        return False

    def _holders(self) -> set[str]:
        """Variables from which keys are read on."""
        if self._held is None:
            self._held = set()
            for node in _candidates(self._view):
                inner = node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
                inner = inner or getattr(node, "value", None)
                if isinstance(inner, ast.Name) and self.origin(node, 0) is not None:
                    self._held.add(inner.id)
        return self._held

    def origin(self, node: ast.AST, depth: int) -> Origin | None:
        """Where a value comes from: a parameter file and the keys that led to it."""
        if node in self._known:
            return self._known[node]
        if depth > _DEPTH:
            return None
        self._known[node] = None
        found = self._known[node] = self._origin(node, depth + 1)
        return found

    def _origin(self, node: ast.AST, depth: int) -> Origin | None:
        match node:
            case ast.Subscript(value=value, slice=ast.Constant(value=str(key))):
                return _with_key(self.origin(value, depth), key)
            case ast.Attribute(value=value, attr=attr):
                origin = self.origin(value, depth)
                return _with_key(origin, attr) if origin is not None and origin[2] and attr != "get" else None
            case ast.Name(id=name):
                return self._of_name(node, name, depth)
            case ast.Call():
                return self._of_call(node, depth)
            case _:
                return None

    def _of_name(self, node: ast.Name, name: str, depth: int) -> Origin | None:
        for value in self._view.values(name, node)[:6]:
            if isinstance(value, ast.expr) and (origin := self.origin(value, depth)) is not None:
                return origin
        return None

    def _of_call(self, call: ast.Call, depth: int) -> Origin | None:
        view = self._view
        func = call.func
        if isinstance(func, ast.Attribute) and func.attr == "get" and call.args:
            key = view.constant(call.args[0])
            return _with_key(self.origin(func.value, depth), key) if isinstance(key, str) else None
        name = view.name(func) or ""
        if name == "dvc.api.params_show":
            given = view.constant(call.args[0]) if call.args else "params.yaml"
            return (given if isinstance(given, str) else "params.yaml", (), False)
        if name in _LOADS:
            target = view.argument(call, 0, "stream", "fp", "f")
            return (self._path(target), (), name.startswith(("omegaconf", "box"))) if target is not None else None
        if name in _TEXT_LOADS or (isinstance(func, ast.Attribute) and func.attr == "load" and _is_yaml(view, func)):
            return (self._path(call.args[0]), (), False) if call.args else None
        if name in _WRAPPERS and call.args:
            origin = self.origin(call.args[0], depth)
            return (origin[0], origin[1], name != "dict") if origin is not None else None
        return self._of_own(call, name, depth)

    def _of_own(self, call: ast.Call, name: str, depth: int) -> Origin | None:
        """A call of the file's own loader: the path it is given, or the one it knows."""
        function = self._functions.get(name.rpartition(".")[2])
        if function is None:
            return None
        for statement in self._view.returns(function)[:4]:
            origin = self.origin(statement.value, depth) if statement.value is not None else None
            if origin is None:
                continue
            if origin[0] is not None:
                return origin
            for index, parameter in enumerate(p for p in parameters(function) if p.arg not in ("self", "cls")):
                given = self._view.argument(call, parameter.arg, index)
                value = self._view.constant(given) if given is not None else None
                if isinstance(value, str) and "." in value:
                    return (value, origin[1], origin[2])
        return None

    def _path(self, node: ast.AST) -> str | None:
        """The path of an opened file: `open(p)`, `with open(p) as f`, `Path(p).read_text()`."""
        view = self._view
        for _ in range(6):
            if isinstance(node, ast.Name):
                values = view.values(node.id, node)
                if not values or not isinstance(values[-1], ast.expr):
                    return None
                node = values[-1]
                continue
            value = view.constant(node)
            if isinstance(value, str):
                return value
            if isinstance(node, ast.Call):
                if isinstance(node.func, ast.Attribute) and node.func.attr in (
                    "read_text",
                    "read_bytes",
                    "read",
                    "open",
                ):
                    node = node.func.value
                    continue
                if node.args:
                    node = node.args[0]
                    continue
            return None
        return None


def _is_yaml(view: ModuleView, func: ast.Attribute) -> bool:
    return (view.type_of(func.value) or "").startswith("ruamel")


def _with_key(origin: Origin | None, key: str) -> Origin | None:
    return None if origin is None else (origin[0], (*origin[1], key), origin[2])
