"""What keeps the code readable: short modules and functions, and screens that leave nothing out of what their kind asks for."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import debtscope.tui.screens
from debtscope.tui.place import Place

TOP = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for folder in ("debtscope", "collectors") for path in (TOP / folder).rglob("*.py"))
MODULE, FUNCTION = 500, 60


def test_no_module_is_longer_than_500_lines_and_no_function_than_60() -> None:
    long: list[str] = []
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(TOP).as_posix()
        if text.count("\n") > MODULE:
            long.append(name)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION:
                    long.append(f"{name}:{node.lineno} {node.name}: {lines}")
    assert not long
    assert len(SOURCES) > FUNCTION  # the sources were found


def test_every_screen_has_what_its_kind_leaves_to_it() -> None:
    """Textual's own metaclass stands where `ABC` would refuse such a screen."""
    for module in pkgutil.iter_modules(debtscope.tui.screens.__path__, "debtscope.tui.screens."):
        importlib.import_module(module.name)
    opened = [kind for kind in _below(Place) if not kind.__subclasses__()]
    assert len(opened) > 8
    missing = {
        f"{kind.__name__}.{name}"
        for kind in opened
        for name in dir(kind)
        if getattr(getattr(kind, name, None), "__isabstractmethod__", False)
    }
    assert not missing


def _below(kind: type[Place]) -> Iterator[type[Place]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)
