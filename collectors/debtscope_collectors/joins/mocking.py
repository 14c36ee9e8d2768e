"""Tests that look at nothing but their own mocks, or at the very thing that they replaced."""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import parameters
from debtscope_collectors.sources.python.nodes import last_name, root_name
from debtscope_collectors.sources.python.view import Function, ModuleView

_CHECKS: Final = regex(
    r"^_{0,2}(?:do_|run_)?(?:assert|check|verify|validate|expect|ensure|compare|raises|warns|fail|should|snapshot|gradcheck"
    r"|deprecated_call|raise_for_status|testmod|match_snapshot|equal|almost|allclose|is_close|diff|regress|exit)",
    re.IGNORECASE,
)
_MOCKS: Final = frozenset({"Mock", "MagicMock", "AsyncMock", "PropertyMock", "NonCallableMock", "create_autospec"})
_NEUTRAL: Final = sys.stdlib_module_names | frozenset(dir(builtins)) | {"pytest", "numpy", "pandas", "mock", "torch"}
_NEUTRAL_TYPES: Final = (
    "pandas.",
    "numpy.",
    "unittest.mock.",
    "mock.",
    "int",
    "float",
    "str",
    "list",
    "dict",
    "tuple",
    "set",
)
_PATCH: Final = regex(r"(?:^|\.)mock\.patch(?:\.object)?$|^mocker\.patch(?:\.object)?$|^monkeypatch\.setattr$")
_HELPERS: Final = frozenset({"patch", "mocker", "monkeypatch"})
_OWN_FIXTURES: Final = frozenset({"self", "mocker", "monkeypatch", "tmp_path", "capsys", "caplog"})


@lru_cache(16_384)
def is_check(word: str) -> bool:
    """Whether the last word of a call says that it checks something; files share most of them."""
    return _CHECKS.match(word) is not None


def mocked(view: ModuleView, node: Function, calls: Sequence[ast.Call]) -> str:
    """mock: it calls nothing but mocks that it made itself; patched: nothing but what it replaced; `` otherwise."""
    if not view.mentions("mock", "patch"):
        return ""
    targets, mocks = _replaced(view, node, calls)
    if (not targets and not mocks) or {p.arg for p in parameters(node)} - mocks - _OWN_FIXTURES:
        return ""
    left = {view.called(call) or "" for call in calls if not _is_neutral(view, call, mocks)}
    if left and _looks_outside(view, node, calls):
        return ""
    if left:
        return "patched" if all(any(_is_same(one, target) for target in targets) for one in left) else ""
    uses = any(root_name(call.func) in mocks and not is_check(last_name(call.func)) for call in calls)
    return "mock" if uses and not _project_names(view, node) else ""


def _is_neutral(view: ModuleView, call: ast.Call, mocks: set[str]) -> bool:
    """A call that says nothing about what is tested: on a mock, of a library of the tests, on plain data."""
    last, root = last_name(call.func), root_name(call.func)
    if root in mocks or last in _MOCKS or root in _HELPERS or is_check(last):
        return True
    kind = view.method(call)
    if kind is not None and kind[0].startswith(_NEUTRAL_TYPES):
        return True
    return (view.name(call.func) or "").partition(".")[0] in _NEUTRAL


def _is_same(one: str, other: str) -> bool:
    """Whether two dotted names, of two parts at least, can be one: `kendra.f` and `core.kendra.f`, not `routes.kendra.f` and `core.kendra.f`."""
    shorter, longer = sorted((one.split("."), other.split(".")), key=len)
    return len(shorter) > 1 and longer[-len(shorter) :] == shorter


def _replaced(view: ModuleView, node: Function, calls: Sequence[ast.Call]) -> tuple[set[str], set[str]]:
    """(dotted names of what is patched, names of variables that hold mocks)."""
    targets: set[str] = set()
    mocks: set[str] = set()
    marks = [d for d in node.decorator_list if isinstance(d, ast.Call) and _PATCH.search(view.name(d.func) or "")]
    for call in (*calls, *marks):
        name = view.name(call.func) or ""
        if _PATCH.search(name):
            if target := _patched_name(view, call, name):
                targets.add(target)
        elif last_name(call.func) not in _MOCKS:
            continue
        above = view.parent(call)
        if isinstance(above, ast.Assign) and isinstance(above.targets[0], ast.Name):
            mocks.add(above.targets[0].id)
        elif isinstance(above, ast.withitem) and isinstance(above.optional_vars, ast.Name):
            mocks.add(above.optional_vars.id)
    given = [p.arg for p in parameters(node) if p.arg != "self"]
    mocks.update(given[: sum(1 for mark in marks if len(mark.args) < 2 or last_name(mark.func) == "object")])
    return targets, mocks


def _patched_name(view: ModuleView, call: ast.Call, name: str) -> str:
    """The dotted name that a patch replaces."""
    first = view.constant(call.args[0]) if call.args else None
    if isinstance(first, str):
        return first
    second = view.constant(call.args[1]) if len(call.args) > 1 else None
    if name.endswith(("object", "setattr")) and isinstance(second, str):
        return f"{view.name(call.args[0]) or ''}.{second}"
    return ""


def _looks_outside(view: ModuleView, node: Function, calls: Sequence[ast.Call]) -> bool:
    """Whether a check beside the blocks that replace something (`with patch(…):`) looks at a name of the project: there it is the
    real one."""
    if any(isinstance(d, ast.Call) and _PATCH.search(view.name(d.func) or "") for d in node.decorator_list):
        return False
    blocks: list[tuple[int, int]] = []
    for call in calls:
        if _PATCH.search(view.name(call.func) or ""):
            item = view.parent(call)
            block = view.parent(item) if isinstance(item, ast.withitem) else None
            if block is None:
                return False  # replaced from here to the end of the test
            blocks.append((view.place(block), view.end(block)))
    checks: list[ast.AST] = [call for call in calls if is_check(last_name(call.func))]
    checks += [one for one in view.nodes(ast.Assert) if node.lineno <= one.lineno <= view.end(node)]
    for check in checks:
        if not any(start <= view.place(check) <= end for start, end in blocks) and _is_of_project(view, check):
            return True
    return False


def _is_of_project(view: ModuleView, node: ast.AST) -> bool:
    """Whether an expression names what the file imports from elsewhere than the neutral modules."""
    roots = {(view.name(one) or "").partition(".")[0] for one in ast.walk(node) if isinstance(one, ast.Name)}
    return not (roots & view.roots).issubset(_NEUTRAL)


def _project_names(view: ModuleView, node: Function) -> bool:
    """Whether it reads any name that the file imports from elsewhere than the neutral modules."""
    for one in view.nodes(ast.Name):
        if node.lineno <= one.lineno <= view.end(node) and isinstance(one.ctx, ast.Load):
            name = view.name(one)
            if name and name != one.id and name.partition(".")[0] not in _NEUTRAL:
                return True
    return False
