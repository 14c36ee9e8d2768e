"""Modules that a file imports by names made at run time, and the names that its texts hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView
from debtscope_collectors.sources.test_places import is_test

_CUES: Final = (
    "import_module", "__import__", "iter_modules", "walk_packages", "spec_from_file_location", "find_spec", "locate", "import_string",
    "load_object", "get_class", "get_object", "instantiate", "run_path", "run_module", "exec_module", "load_module", "exec",
    "get_obj_from_str", "init_instance_by_config", "entry_points", "py_modules",
)  # fmt: skip
_NAMELESS: Final = frozenset({"get_object"})
"""What imports only what it is given first: `client.get_object(Bucket=…)` and `self.get_object()` of a view are something else."""
_NAME: Final = regex(r"[A-Za-z_]\w{0,80}")
_LONGEST: Final = 300
_FILE: Final = regex(r"(?:[\w.{}-]*/){0,20}([A-Za-z_]\w{0,80})\.py")
_DOTTED: Final = regex(r"[A-Za-z_]\w{0,80}(?:\.[A-Za-z_]\w{0,80}){1,12}")
_LOADED: Final = ("INSTALLED_APPS", "MIDDLEWARE", "ROOT_URLCONF", "TEMPLATES", "dictConfig", "urlpatterns")
"""In files whose texts a framework loads code by."""


@frozen
class DynamicImport:
    """A file that can import what no import statement names."""

    names: tuple[str, ...]
    """Every word of its texts that may be a name."""
    is_open: bool
    """Some module's name is not written down in it: it may be any of its package."""


@facet(DynamicImport, version=2, cues=_CUES)
def dynamic_imports(view: ModuleView) -> Iterator[DynamicImport]:
    """One record a file that does so, or that speaks of it."""
    found = view.words.intersection(_CUES)
    if not found or (found <= {"exec"} and not exec_calls(view)):
        return
    calls = [call for call in view.calls_to(_CUES) if _imports(call)]
    told = [view.constant(call.args[0]) if call.args else None for call in calls]
    words = {
        word
        for node in view.constants
        if isinstance(node.value, str) and len(node.value) <= _LONGEST
        for word in _NAME.findall(node.value)
    }
    is_open = any(not isinstance(name, str) or "{}" in name for name in told)
    yield DynamicImport(names=tuple(sorted(words)), is_open=is_open)


@frozen
class NamedFiles:
    """What a file's texts name of other files."""

    names: tuple[str, ...]
    """Stems of files, and the parts of dotted names where a framework loads what they name."""


@facet(NamedFiles, cues=("py", *_LOADED))
def named_files(view: ModuleView) -> Iterator[NamedFiles]:
    """Whole texts that are the path of a Python file (`set_function("src/clean.py")`), and dotted ones in settings of Django, its
    tables of addresses and settings of logging (`"shop.context.prices"`). A file's own name is none."""
    is_loaded = not view.words.isdisjoint(_LOADED)
    own = view.path.rpartition("/")[2].removesuffix(".py")
    names: set[str] = set()
    for node in view.constants:
        text = node.value
        if not isinstance(text, str) or len(text) > _LONGEST:
            continue
        if text.endswith(".py") and (found := _FILE.fullmatch(text)):
            names.add(found[1])
        elif is_loaded and "." in text and _DOTTED.fullmatch(text):
            names.update(text.split("."))
    if names - {own}:
        yield NamedFiles(names=tuple(sorted(names - {own})))


@frozen
class SaidNames:
    """Texts of a test that may be the name of a module."""

    names: tuple[str, ...]
    """Single words, in small letters."""
    dotted: tuple[str, ...]


@facet(SaidNames)
def said_names(view: ModuleView) -> Iterator[SaidNames]:
    """Whole texts alone, of tests alone."""
    if not is_test(view.path):
        return
    names: set[str] = set()
    dotted: set[str] = set()
    for node in view.constants:
        text = node.value
        if isinstance(text, str) and 1 < len(text) <= _LONGEST:
            if text.isidentifier():
                names.add(text.lower())
            elif "." in text and _DOTTED.fullmatch(text):
                dotted.add(text)
    if names or dotted:
        yield SaidNames(names=tuple(sorted(names)), dotted=tuple(sorted(dotted)))


def exec_calls(view: ModuleView) -> list[ast.Call]:
    """Of Python's own `exec`: `session.exec(statement)` asks a database, and `container.exec(…)` a machine."""
    return [call for call in view.calls_to(("exec",)) if _is_builtin(call)] if "exec" in view.words else []


def _imports(call: ast.Call) -> bool:
    """Whether a call by one of the words can be what it says."""
    match call.func:
        case ast.Attribute(attr="exec"):
            return _is_builtin(call)
        case ast.Attribute(attr=name) if name in _NAMELESS:
            return bool(call.args)
        case _:
            return True


def _is_builtin(call: ast.Call) -> bool:
    match call.func:
        case ast.Name() | ast.Attribute(value=ast.Name(id="builtins" | "__builtins__")):
            return True
        case _:
            return False
