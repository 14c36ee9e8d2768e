"""What a value is that other files complete: constants of other modules, keys of settings, what callers hand over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.joins.import_graph import ImportGraph
from debtscope_collectors.sources.config.facts import SettingsFile
from debtscope_collectors.sources.python.facts import DataAccess, ModuleFacts
from debtscope_collectors.sources.python.symbols import FileSymbols, Handed, with_keys

_HOLE: Final = regex(r"\{(\w{1,8}):([^{}]{0,200})\}")
_SLASHES: Final = regex(r"/(?:\./|/)+")
_DEPTH: Final = 5
_LENGTH: Final = 300
_PLACE: Final = regex(r"[^\s{}$*]{0,200}[/.][^\s{}$*]{1,100}")
_SETTINGS_CLASS: Final = regex(r"(?:Settings|Config|Configuration|Params|Paths)\w{0,12}\.")
_HOLDER: Final = regex(r"cfg|conf|param|setting|path", re.IGNORECASE)
_TELLING: Final = 6
"""Letters from which on a key alone tells which setting is meant."""


class Values:
    """Fills the named holes of texts (`sources/python/symbols.py`), over at most five steps from file to file.

    A hole is filled only where all that could fill it agree: one value of a key in all settings files, one text from all callers, or
    from all that train.
    """

    def __init__(
        self,
        modules: Mapping[str, ModuleFacts],
        graph: ImportGraph,
        symbols: Mapping[str, tuple[FileSymbols, ...]],
        settings: Iterable[SettingsFile],
        options: Mapping[tuple[str, str], str],
    ) -> None:
        self._modules = modules
        self._graph = graph
        self._options = options
        self._constants = {path: dict(rows[0].constants) for path, rows in symbols.items() if rows}
        self._handed = {path: rows[0].handed for path, rows in symbols.items() if rows}
        self._keys: dict[str, set[str]] = {}
        self._leaves: dict[str, set[str]] = {}
        for one in settings:
            for item in one.settings:
                for key in _tails(item.key):
                    self._keys.setdefault(key, set()).add(item.value)
                if _PLACE.fullmatch(item.value):
                    self._leaves.setdefault(item.leaf, set()).add(item.value)
        self._calls: dict[tuple[str, str], list[tuple[str, Handed]]] | None = None
        self._fields: dict[str, set[tuple[str, str]]] | None = None

    def module(self, facts: ModuleFacts) -> ModuleFacts:
        """The same facts, with the targets of reads and writes as far as other files tell them."""
        if not any(access.symbol for access in (*facts.reads, *facts.writes)):
            return facts
        return replace(
            facts,
            reads=tuple(self._access(facts.path, access) for access in facts.reads),
            writes=tuple(self._access(facts.path, access) for access in facts.writes),
        )

    def _access(self, path: str, access: DataAccess) -> DataAccess:
        if not access.symbol or (access.target is not None and "{}" not in access.target):
            return access
        text = self.fill(path, access.symbol)
        before = access.target.count("{}") if access.target is not None else 99
        if not text.strip("{}/.") or text.count("{}") >= before:
            return access
        return replace(access, target=text)

    def fill(self, path: str, text: str, depth: int = 0) -> str:
        """A text of a file with its holes filled; `{}` where a hole stays open."""
        if depth > _DEPTH:
            return _HOLE.sub("{}", text)
        filled = _HOLE.sub(lambda hole: self._hole(path, hole[1], hole[2], depth + 1), text)
        if "://" not in filled:
            filled = _SLASHES.sub("/", filled).removeprefix("./")
        return filled if len(filled) <= _LENGTH else "{}"

    def _hole(self, path: str, kind: str, what: str, depth: int) -> str:
        match kind:
            case "file":
                return what
            case "key":
                return self._setting(what)
            case "name":
                return self._name(path, what, depth)
            case "param":
                return self._parameter(path, what, depth)
            case "opt":
                return self._option(path, what)
            case _:
                return "{}"

    def _option(self, path: str, name: str) -> str:
        """An option of a program: what its written-down commands give, else its default."""
        given = self._options.get((path, name))
        if given is None and path in self._modules:
            given = next((a.default for a in self._modules[path].arguments if a.option == name and a.default), None)
        return given if given and "{" not in given else "{}"

    def _setting(self, key: str) -> str:
        """The only text that settings have under a key, under its end where that is telling, or as a field of a settings class."""
        values = self._keys.get(key, set())
        if not values and "." in key:
            values = self._keys.get(key.partition(".")[2], set()) if key.count(".") > 1 else values
        leaf = key.rpartition(".")[2]
        if not values and len(leaf) >= _TELLING and "_" in leaf:
            values = self._leaves.get(leaf, set())
        if not values and leaf:
            fields = self._field(leaf)
            if len(fields) == 1:
                path, text = next(iter(fields))
                return self.fill(path, text, _DEPTH)
        only = next(iter(values)) if len(values) == 1 else ""
        return only if only and "${" not in only and only not in ("***", "[]", "null", "text", "???") else "{}"

    def _field(self, leaf: str) -> set[tuple[str, str]]:
        """What classes named like settings have as a field of this name."""
        if self._fields is None:
            self._fields = {}
            for path, constants in self._constants.items():
                for name, text in constants.items():
                    if _SETTINGS_CLASS.search(name):
                        self._fields.setdefault(name.rpartition(".")[2], set()).add((path, text))
        return self._fields.get(leaf, set())

    def _name(self, path: str, name: str, depth: int) -> str:
        """A constant: of this file (`.RAW`), or of the module that a dotted name begins with."""
        if name.startswith("."):
            return self._constant(path, name[1:], depth)
        parts = name.split(".")
        for at in range(len(parts) - 1, 0, -1):
            place = self._graph.module(path, ".".join(parts[:at]))
            if place is not None:
                return self._constant(place, ".".join(parts[at:]), depth)
        return "{}"

    def _constant(self, path: str, name: str, depth: int) -> str:
        if depth > _DEPTH:
            return "{}"
        held = self._constants.get(path, {})
        parts = name.split(".")
        for at in range(len(parts), 0, -1):
            text = held.get(".".join(parts[:at]))
            if text is None:
                continue
            rest = tuple(parts[at:])
            if text.startswith("{of:"):
                return self._attribute(path, text[4:-1], rest, depth + 1) if rest else "{}"
            return self.fill(path, with_keys(text, rest), depth + 1)
        for one in self._modules[path].imports if path in self._modules else ():
            if parts[0] in one.names and one.module and (place := self._graph.module(path, one.module, one.level)):
                return self._constant(place, name, depth + 1) if place != path else "{}"
        return "{}"

    def _attribute(self, path: str, kind: str, rest: tuple[str, ...], depth: int) -> str:
        """What an object of a class has under a name: the class's own default of it."""
        if "." not in kind:
            return self._constant(path, ".".join((kind, *rest)), depth)
        return self._name(path, ".".join((kind, *rest)), depth)

    def _parameter(self, path: str, what: str, depth: int) -> str:
        """The one text that all callers give to a parameter, or a key where nobody calls with settings."""
        function, name, told = (*what.split(":"), "", "")[:3]
        name, _, kind = name.partition("@")
        keys = tuple(told.split(".")) if told else ()
        found: set[str] = set()
        trained: set[str] = set()
        for caller, given in self._given(path, function, name):
            text = self.fill(caller, with_keys(given.text, keys), depth)
            found.add(text)
            if caller in self._modules and self._modules[caller].training:
                trained.add(text)
        if len(found) > 1 and len(trained) == 1:
            found = trained  # tests and evaluations hand over other files
        if len(found) == 1 and (only := found.pop()) != "{}":
            return only
        if not found and not keys and (option := self._option(path, name)) != "{}":
            return option  # a function that the command line calls
        if not found and not keys and (default := self._constants.get(path, {}).get(f"{function}:{name}")):
            return self.fill(path, default, depth)
        if keys and kind and (field := self._made_with(path, kind, keys, depth)):
            return field
        return self._setting(told) if keys and len(found) < 2 and _HOLDER.search(name) else "{}"

    def _made_with(self, path: str, kind: str, keys: tuple[str, ...], depth: int) -> str:
        """What all makers of a project's settings object give to one of its fields; `` where they differ."""
        target = self._graph.function(path, kind)
        given = [] if target is None else [g for g in self._callers().get(target, ()) if g[1].keyword == keys[0]]
        found = {self.fill(caller, with_keys(one.text, keys[1:]), depth) for caller, one in given}
        return found.pop() if len(found) == 1 else ""

    def _given(self, path: str, function: str, name: str) -> Iterable[tuple[str, Handed]]:
        facts = next((f for f in self._modules[path].functions if f.qualname == function), None)
        if facts is None or name not in facts.params:
            return
        bound = facts.params[:1] in (("self",), ("cls",))
        at = facts.params.index(name) - bound
        for caller, given in self._callers().get((path, function.removesuffix(".__init__")), ()):
            if given.keyword == name or (not given.keyword and given.at == at):
                yield caller, given

    def _callers(self) -> dict[tuple[str, str], list[tuple[str, Handed]]]:
        """(file, function) -> what every call gives it."""
        if self._calls is None:
            self._calls = {}
            for path, rows in self._handed.items():
                known: dict[str, tuple[str, str] | None] = {}
                for given in rows:
                    if given.function not in known:
                        known[given.function] = self._graph.function(path, given.function)
                    if (target := known[given.function]) is not None:
                        self._calls.setdefault(target, []).append((path, given))
        return self._calls


def _tails(key: str) -> Iterable[str]:
    """A key, and its ends of at least two parts."""
    yield key
    parts = key.split(".")
    for at in range(1, len(parts) - 1):
        yield ".".join(parts[at:])
