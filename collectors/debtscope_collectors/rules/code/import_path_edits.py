"""Programs change sys.path to find the project's own code

Detects
-------
Programs and modules of the project that append to or insert into `sys.path` (or `site.addsitedir`), so that they can import what
lies in another folder. One item for the repository, with every place. Tests, notebooks, examples, documentation, copies of third
parties, files of build tools, files that import nothing of the project, and the file's own folder (Python looks there by itself) are left out; so is what another program hands over as a folder of plugins (the path comes from an
argument or a setting).

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
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.python.view import ModuleView

SHOWN: Final = 12
_MOST: Final = 100
"""Nodes of an expression and of what its names are bound to."""
_TOOLS: Final = frozenset({"conf.py", "setup.py", "noxfile.py", "conftest.py", "manage.py", "env.py"})
_EDITS: Final = frozenset({"append", "insert", "extend", "addsitedir"})
_NAMES: Final = frozenset({"sys.path.append", "sys.path.insert", "sys.path.extend", "site.addsitedir"})
_PLACES: Final = frozenset({"__file__", "getcwd", "cwd"})


@frozen
class PathEdit:
    """One line that changes where imports are looked for."""

    line: int
    text: str
    from_file: bool
    """The folder is told from the file's own place: it is found from wherever the program is started."""


@facet(PathEdit, version=4, cues=("sys", "site"), tests=False)
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
        ):
            yield PathEdit(line=call.lineno, text=view.snippet(call), from_file=_is_from_file(view, call.args[-1]))


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


def _is_from_file(view: ModuleView, node: ast.AST) -> bool:
    inners = [*ast.walk(node)]
    for inner in inners:
        if isinstance(inner, ast.Name):
            if inner.id == "__file__":
                return True
            if len(inners) < _MOST and len(values := view.values(inner.id, inner)) == 1:
                inners += ast.walk(values[0])
    return False


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
        if path in code.modules
        and code.modules[path].is_own
        and code.modules[path].imports
        and not is_aside(path)
        and path.rpartition("/")[2] not in _TOOLS
        for row in rows
    ]
    if not found:
        return
    files = list(dict.fromkeys(path for path, _ in found))
    path, first = found[0]
    more = f" and {len(files) - 1} more file{'s' if len(files) > 2 else ''}" if len(files) > 1 else ""
    clause = "" if all(row.from_file for _, row in found) else "; it runs only when started the right way"
    does = "change" if len(files) > 1 else "changes"
    yield Finding(
        subject=Subject(kind="repo", name="import path"),
        message=f"{path}:{first.line}{more} {does} sys.path to find the project's own code{clause}.",
        line=first.line,
        occurrences=float(len(files)),
        evidence=tuple(Evidence(kind="line", path=p, line=row.line, excerpt=row.text) for p, row in found[:SHOWN]),
    )
