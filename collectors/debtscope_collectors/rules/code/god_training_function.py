"""One function does all of a training

Detects
-------
A function, or the top level of a script, of more than 60 statements that itself does four of five things: reads data, reshapes
it, fits a model, measures it, and writes the model or data. In a notebook: one cell of more than 80 lines that does three of
them. What is done in functions that it calls does not count, so a `main` that only calls the project's functions is fine.
Scripts that run from top to bottom are one item. Medium where something runs or imports the file; low where a person starts it by
hand. Cells are left out where a Python file of the project trains: what they explore has been taken out of them. Tests, examples,
documents and libraries' own examples are left out.

Why it is debt
--------------
None of its parts can be tested, reused for serving or changed alone; a change of the feature code needs a full training run to
see whether it works, and two people cannot work on it at once.

How to pay it down
------------------
Split by role into functions with explicit inputs and outputs, and keep a short main that calls them in order.

Example
-------
A script of 120 statements from `read_csv` to `pickle.dump`: debt. `main()` calling `load()`, `features()`, `train()` and
`evaluate()`: clean.

References
----------
Tang et al. 2021, model code comprehension; O'Brien et al. 2022, modularity; ruff C901 and PLR0915.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, facet, file_subject, rule
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.python.libraries import TRAIN_FUNCTIONS, trains
from debtscope_collectors.sources.python.view import ModuleView

STATEMENTS = 60
CELL_LINES = 80
_ROLES = 4
_CELL_ROLES = 3
_OUTSIDE = ("test", "docs", "example", "vendored", "generated")
_LOADS = regex(
    r"^(?:pandas|polars|dask\.dataframe)\.read_|^numpy\.(?:load|loadtxt|genfromtxt)$|^datasets\.load_dataset$|^sklearn\.datasets\.(?:load|fetch)_|\.read\.(?:csv|parquet|table|format)"
)
_SHAPES = frozenset(
    {
        "merge", "groupby", "fillna", "dropna", "drop", "get_dummies", "fit_transform", "apply", "assign", "pivot", "pivot_table", "concat",
        "transform", "replace", "astype", "to_datetime", "train_test_split", "join", "rename", "melt", "cut", "qcut",
    }
)  # fmt: skip
_MEASURES = regex(r"^sklearn\.metrics\.(?!make_scorer)|^torchmetrics\.|^mlflow\.(?:evaluate|models\.evaluate)$")
_SAVES = regex(
    r"^(?:joblib|pickle|cloudpickle|dill|torch|skops\.io)\.(?:dump|save)$|^mlflow\.\w+\.(?:log_model|save_model)$|^numpy\.save"
)
_SAVING = frozenset({"save_model", "to_csv", "to_parquet", "save_pretrained", "to_pickle", "log_model"})
_TABLES = ("pandas.", "polars.", "pyspark.", "sklearn.")


@frozen
class Worker:
    """A long stretch of code that does several things itself."""

    name: str
    """Qualified name; `` for the top level; `cell n` in a notebook."""
    line: int
    end: int
    statements: int
    roles: tuple[str, ...]
    lines: tuple[int, ...]
    """The first line of each role."""
    texts: tuple[str, ...]


@facet(Worker, version=1, cues=("fit", "train", "backward"), tests=False)
def workers(view: ModuleView) -> Iterator[Worker]:
    """Functions, the top level and cells of one file that are long and do three things and more."""
    if ".fit" not in view.text and ".train" not in view.text and "backward" not in view.text:
        return
    roles: dict[str, dict[str, ast.Call]] = {}
    for call in view.calls:
        role = _role(view, call)
        if role is not None:
            roles.setdefault(_place(view, call), {}).setdefault(role, call)
    sizes = _sizes(view) if any(len(found) >= _CELL_ROLES for found in roles.values()) else {}
    for place, found in roles.items():
        size, line, end = sizes.get(place, (0, 1, 1))
        least, limit = (
            (_CELL_ROLES, CELL_LINES) if view.kind == "notebook" and place.startswith("cell ") else (_ROLES, STATEMENTS)
        )
        if len(found) >= least and size > limit and "train" in found:
            yield Worker(
                name=place, line=line, end=end, statements=size, roles=tuple(found),
                lines=tuple(view.place(call) for call in found.values()), texts=tuple(view.snippet(call) for call in found.values()),
            )  # fmt: skip


def _place(view: ModuleView, node: ast.AST) -> str:
    """The function in which a node stands; at the top level of a notebook its cell."""
    scope = view.scope(node)
    if not scope and view.kind == "notebook":
        return f"cell {view.cell(node)}"
    return scope


def _sizes(view: ModuleView) -> dict[str, tuple[int, int, int]]:
    """Statements (lines, for cells), first and last line of every place."""
    counts: dict[str, tuple[int, int, int]] = {}
    for kind in (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.If, ast.For, ast.While, ast.With, ast.Return, ast.Raise, ast.Try, ast.Assert, ast.Delete):  # fmt: skip
        for node in view.nodes(kind):
            place = _place(view, node)
            size, first, last = counts.get(place, (0, view.place(node), 1))
            counts[place] = (size + 1, min(first, view.place(node)), max(last, view.end(node)))
    if view.kind == "notebook":
        for cell in view.cells:
            counts[f"cell {cell.number}"] = (cell.lines, cell.line, cell.line + cell.lines - 1)
    for function in view.functions:
        name = view.qualname(function)
        if name in counts:
            counts[name] = (counts[name][0], function.lineno, view.end(function))
    return counts


def _role(view: ModuleView, call: ast.Call) -> str | None:
    func = call.func
    last = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    if last == "backward":
        return "train"
    if last in ("fit", "train"):
        method = view.method(call)
        return "train" if (method is not None and trains(*method)) or view.name(func) in TRAIN_FUNCTIONS else None
    if last in _SAVING:
        return "save"
    name = view.name(func) or ""
    if _LOADS.search(name):
        return "load"
    if _MEASURES.search(name):
        return "measure"
    if _SAVES.search(name):
        return "save"
    if last in _SHAPES and ((view.called(call) or "").startswith(_TABLES) or name.startswith(_TABLES)):
        return "reshape"
    return None


@rule(
    id="COD-014",
    category=Category.CODE,
    debt_type="abstraction debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("python",),
    facets=(workers,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a function, script or cell; one for all notebooks from two on."""
    code = facts.one(CodeBase)
    if code is None:
        return
    taken_out = any(module.is_own and module.facts.training for module in code.modules.values())
    cells: list[Finding] = []
    scripts: list[Finding] = []
    for path, found in facts.rows(workers).items():
        module = code.modules.get(path)
        if module is None or module.role in _OUTSIDE:
            continue
        for worker in found:
            finding = _finding(path, worker, not _is_run(code, module))
            if path.endswith(".ipynb"):
                if not taken_out:
                    cells.append(finding)
            elif not worker.name:
                scripts.append(finding)
            else:
                yield finding
    yield from together(
        scripts, "scripts that do everything", "{n} scripts ({first} first) load, reshape, train, measure or save in one run from top to bottom."
    )  # fmt: skip
    yield from together(
        cells,
        "cells that do everything",
        "{n} cells ({first} first) load, reshape, train, measure or save all at once.",
    )


def _is_run(code: CodeBase, module: CodeModule) -> bool:
    """Whether something other than a person starts it."""
    if module.facts.kind == "notebook" or module.role == "experiment":
        return False
    users = [path for path in module.imported_by if code.modules[path].role not in _OUTSIDE]
    return module.in_production or bool(users) or module.entry not in (None, "main")


def _finding(path: str, worker: Worker, aside: bool) -> Finding:
    cell = worker.name.startswith("cell ")
    what = f"Cell {worker.name[5:]} of {path}" if cell else worker.name or f"The top level of {path}"
    size = f"{worker.statements} {'lines' if cell else 'statements'}"
    roles = ", ".join(worker.roles[:-1]) + f" and {worker.roles[-1]}"
    return Finding(
        subject=file_subject(path, worker.name or None),
        line=worker.line,
        end_line=worker.end,
        severity=Severity.LOW if aside else None,
        message=f"{what} ({size}) does {roles} itself; none of them can be tested alone.",
        evidence=tuple(
            Evidence(kind="line", path=path, line=line, ref=role, excerpt=f"{role}: {text}")
            for role, line, text in zip(worker.roles, worker.lines, worker.texts, strict=True)
        ),
        occurrences=max(1, worker.statements // 50),
    )
