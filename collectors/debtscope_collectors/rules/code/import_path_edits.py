"""Programs change sys.path to find the project's own code

Detects
-------
Modules of the project that append to or insert into `sys.path` (or `site.addsitedir`), so that they can import what lies in another
folder, where that is more than one program's own business: a module that others import does it and adds another folder than the one in which they have found it (whoever imports it gets another path
with it), or the folder is told from the one in which somebody happens to stand (`..`, `src`), so that the
program fails when it is started from another. One item for the repository, with every place. Programs that only find the folder
from their own place, or change the path only where they are started themselves, run from anywhere and are left out where they stand
alone; so are scripts that people start by hand, tests, notebooks, examples, documentation, copies of third parties, files of build tools, files that import nothing of the project, the file's own folder (Python looks there by
itself), what another program hands over as a folder of plugins (the path comes from an argument or a setting), and the
working directory, from which pages and images start programs anyway. At these, and at a folder that is on the path already, readers of real repositories shrugged.

Why it is debt
--------------
What is imported depends on where and how a program is started: it works in one terminal and fails in the container, in CI or under
the scheduler, and a module of the same name in the wrong folder wins silently. Type checkers and editors do not see the imports.

How to pay it down
------------------
Give the project a pyproject.toml with its packages, install it (`pip install -e .`), start programs by `python -m`, and take the
lines out.

Example
-------
Debt: `sys.path.append(str(Path(__file__).resolve().parents[1] / "src"))` in scripts/predict.py.

Clean: `pip install -e .` in the image and `from churn.data import load`.

References
----------
- Python Packaging User Guide, src layout
- Sculley et al. 2015, glue code
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, facet, rule
from debtscope.model.frozen import frozen
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import ModuleView

SHOWN: Final = 12
_MOST: Final = 100
"""Nodes of an expression and of what its names are bound to."""
_TOOLS: Final = frozenset({"conf.py", "setup.py", "noxfile.py", "conftest.py", "manage.py", "env.py"})
_EDITS: Final = frozenset({"append", "insert", "extend", "addsitedir"})
_NAMES: Final = frozenset({"sys.path.append", "sys.path.insert", "sys.path.extend", "site.addsitedir"})
_KEEPS: Final = frozenset({"str", "Path", "PurePath", "abspath", "realpath", "normpath", "fspath", "dirname", "join"})
_DEEPEST: Final = 12
_FILE: Final = -1
"""Steps to the file itself."""
_PLACES: Final = frozenset({"__file__", "getcwd", "cwd"})


@frozen
class PathEdit:
    """One line that changes where imports are looked for."""

    line: int
    text: str
    told_from: str
    """`file`: its own place, from wherever the program is started; `root`: a path of one machine or image; `stand`: the folder in which the
    program is started; `working directory`: that folder itself."""
    up: int = 0
    """Steps from the file to a folder around it; 0 for any other."""


@facet(PathEdit, version=6, cues=("sys", "site"), tests=False)
def path_edits(view: ModuleView) -> Iterator[PathEdit]:
    """Edits whose folder the file itself tells: a text, or a place found from its own."""
    named = any(call.args and view.constant(call.args[0]) is None for call in view.calls_to(("import_module",)))
    for call in view.calls_to(_EDITS):
        if named and call.args and view.constant(call.args[-1]) in (".", ""):
            continue  # `tool run shop.flow`: what the user names is looked for where the user stands
        if (
            view.name(call.func) in _NAMES
            and call.args
            and _is_own(view, call.args[-1], 0)
            and not _is_here(view, call.args[-1])
            and not any(_is_started_here(one) for one in view.ancestors(call))
        ):
            yield PathEdit(
                line=call.lineno,
                text=view.snippet(call),
                told_from=_told_from(view, call.args[-1]),
                up=_up(view, call.args[-1], 0),
            )


def _is_started_here(node: ast.AST) -> bool:
    """Lines that run only where the file itself is started: who imports it gets nothing of them."""
    return isinstance(node, ast.If) and any(
        isinstance(one, ast.Name) and one.id == "__name__" for one in ast.walk(node.test)
    )


def _is_own(view: ModuleView, node: ast.AST, depth: int) -> bool:
    if isinstance(view.constant(node), str) and "{}" not in str(view.constant(node)):
        return True
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute) and inner.attr in _PLACES:
            return True
        if isinstance(inner, ast.Name) and (
            inner.id in _PLACES or (depth < 3 and _is_bound_to_own(view, inner, depth))
        ):
            return True
    return False


def _is_here(view: ModuleView, node: ast.AST) -> bool:
    """The file's own folder, which Python looks into by itself when the file is started: one step up from it, and no other part."""
    steps, from_file = 0, False
    inners = [*ast.walk(node)]
    for inner in inners:
        match inner:
            case ast.Name(id="__file__"):
                from_file = True
            case ast.Name() if len(inners) < _MOST and len(values := view.values(inner.id, inner)) == 1:
                inners += ast.walk(values[0])
            case ast.Attribute(attr="dirname" | "parent"):
                steps += 1
            case ast.Attribute(attr="parents" | "cwd" | "getcwd") | ast.BinOp():
                return False
            case ast.Constant(value=str() as text) if text != ".":
                return False
            case _:
                pass
    return from_file and steps == 1


def _up(view: ModuleView, node: ast.AST, depth: int) -> int:
    """`dirname(dirname(__file__))`, `Path(__file__).resolve().parents[1]`, `join(dirname(__file__), "..")`: two. 0 where anything else stands in it."""
    if depth > _DEEPEST:
        return 0
    match node:
        case ast.Name(id="__file__"):
            return _FILE
        case ast.Name():
            values = view.values(node.id, node)
            return _up(view, values[0], depth + 1) if len(values) == 1 else 0
        case ast.Attribute(attr="parent", value=inner):
            return _above(_up(view, inner, depth + 1), 1)
        case ast.Subscript(value=ast.Attribute(attr="parents", value=inner), slice=ast.Constant(value=int() as number)):
            return _above(_up(view, inner, depth + 1), number + 1)
        case ast.BinOp(op=ast.Div(), left=inner, right=ast.Constant(value="..")):
            return _above(_up(view, inner, depth + 1), 1)
        case ast.Call(func=func, args=[inner, *rest]) if last_name(func) in _KEEPS:
            ups = [one.value == ".." for one in rest if isinstance(one, ast.Constant)]
            found = _above(_up(view, inner, depth + 1), len(ups) + (last_name(func) == "dirname"))
            return found if len(ups) == len(rest) and all(ups) else 0
        case ast.Call(func=ast.Attribute(attr="resolve" | "absolute" | "as_posix", value=inner)):
            return _up(view, inner, depth + 1)
        case _:
            return 0


def _above(steps: int, more: int) -> int:
    """So many steps further up, where the first ones are known."""
    return 0 if not steps else (0 if steps == _FILE else steps) + more or _FILE


def _told_from(view: ModuleView, node: ast.AST) -> str:
    inners, is_root, texts = [*ast.walk(node)], False, 0
    for inner in inners:
        match inner:
            case ast.Name(id="__file__"):
                return "file"
            case ast.Name() if len(inners) < _MOST and len(values := view.values(inner.id, inner)) == 1:
                inners += ast.walk(values[0])
            case ast.Constant(value=str() as text) if text not in (".", ""):
                is_root, texts = is_root or text.startswith(("/", "~")), texts + 1
            case _:
                pass
    return "root" if is_root else "stand" if texts else "working directory"


def _is_bound_to_own(view: ModuleView, name: ast.Name, depth: int) -> bool:
    values = view.values(name.id, name)
    return len(values) == 1 and _is_own(view, values[0], depth + 1)


@rule(
    id="COD-054",
    category=Category.CODE,
    debt_type="packaging debt",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("dependencies",),
    facets=(path_edits,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """At most one finding."""
    code = facts.one(CodeBase)
    if code is None:
        return
    found = [
        (path, row)
        for path, rows in sorted(facts.rows(path_edits).items())
        if path in code.modules and _is_asked(code.modules[path]) and path.rpartition("/")[2] not in _TOOLS
        for row in rows
        if row.told_from != "working directory"
    ]
    shared = {path for path, row in found if _is_shared(code, path, row)}
    loose = [path for path, row in found if row.told_from == "stand"]
    if not shared and not loose:
        return
    found.sort(key=lambda one: (one[0] not in shared, one[0] not in loose))
    files = list(dict.fromkeys(path for path, _ in found))
    path, first = found[0]
    more = f" and {len(files) - 1} more file{'s' if len(files) > 2 else ''}" if len(files) > 1 else ""
    does = "change" if len(files) > 1 else "changes"
    yield Finding(
        subject=Subject(kind="repo", name="import path"),
        message=f"{path}:{first.line}{more} {does} sys.path to find the project's own code; {_why(shared, loose, len(files))}.",
        line=first.line,
        occurrences=float(len(files)),
        evidence=tuple(Evidence(kind="line", path=p, line=row.line, excerpt=row.text) for p, row in found[:SHOWN]),
    )


def _is_asked(module: CodeModule) -> bool:
    is_run = module.role == "production" or (module.role == "script" and module.in_production)
    return is_run and bool(module.imports) and not is_aside(module.path)


def _is_shared(code: CodeBase, path: str, edit: PathEdit) -> bool:
    """Another module of the project imports it, and imports by another path than before from then on."""
    takers = [code.modules[one] for one in code.modules[path].imported_by if one in code.modules]
    takers = [one for one in takers if one.role != "test"]
    return bool(takers) and (
        edit.up <= 0 or edit.up not in {steps for one in takers for steps in _found_from(one, path)}
    )


def _found_from(taker: CodeModule, path: str) -> Iterator[int]:
    """Steps from a module up to the folder in which whoever imports it has found its name."""
    is_package = path.endswith("/__init__.py")
    parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
    for one in taker.facts.imports:
        for dotted in (one.module, *(f"{one.module}.{name}" for name in one.names)):
            named = dotted.strip(".").split(".")
            if parts[-len(named) :] == named:
                yield len(named) + is_package


def _why(shared: set[str], loose: list[str], files: int) -> str:
    if shared:
        one = (
            "others import it"
            if files == 1
            else "others import one of them"
            if len(shared) == 1
            else f"others import {len(shared)} of them"
        )
        return f"{one}, and get the changed path with it"
    return f"{loose[0].rpartition('/')[2]} finds it only when started from one folder"
