"""Modules that a file imports by names made at run time, and the names that its texts hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_CUES: Final = (
    "import_module", "__import__", "iter_modules", "walk_packages", "spec_from_file_location", "find_spec", "locate", "import_string",
    "load_object", "get_class", "get_object", "instantiate", "run_path", "run_module", "exec_module", "load_module", "exec",
    "get_obj_from_str", "init_instance_by_config", "entry_points", "py_modules",
)  # fmt: skip
_NAME: Final = regex(r"[A-Za-z_]\w{0,80}")
_LONGEST: Final = 300


@frozen
class DynamicImport:
    """A file that can import what no import statement names."""

    names: tuple[str, ...]
    """Every word of its texts that may be a name."""
    is_open: bool
    """Some module's name is not written down in it: it may be any of its package."""


@facet(DynamicImport, cues=_CUES)
def dynamic_imports(view: ModuleView) -> Iterator[DynamicImport]:
    """One record a file that does so, or that speaks of it."""
    if view.words.isdisjoint(_CUES):
        return
    calls = view.calls_to(_CUES)
    told = [view.constant(call.args[0]) if call.args else None for call in calls]
    words = {
        word
        for node in view.constants
        if isinstance(node.value, str) and len(node.value) <= _LONGEST
        for word in _NAME.findall(node.value)
    }
    is_open = any(not isinstance(name, str) or "{}" in name for name in told)
    yield DynamicImport(names=tuple(sorted(words)), is_open=is_open)
