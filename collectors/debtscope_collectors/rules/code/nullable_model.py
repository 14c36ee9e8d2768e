"""A model can be None when it is asked to predict

Detects
-------
Calls of `predict`, `predict_proba`, `transform` and the like on a variable that may hold None: the project's own loader gives the
model back on one way and nothing on another (`return None` in a handler, an `if os.path.exists` without else); a global, an
attribute or a named item (`state["model"]`, `app.state.model`) starts as None and the load that fills it may fail while the program goes on; the project's own `fit` or `build_model`
returns nothing and its result is used; a factory gives a model for each name that it knows and nothing for any other. Silent where the function that asks, or all that call it, look first (`if model is None`,
a test of readiness), make sure that it is loaded, or catch the AttributeError; where a failed load ends the start; in notebooks and
tests. Medium where nothing serves the code.

Why it is debt
--------------
The service starts, says that it is well and answers every request with `'NoneType' object has no attribute 'predict'`, or with a
made-up default if a handler takes that error too. The cause, a missing file or a wrong version, stands in a log line of the start.

How to pay it down
------------------
1. Let the loader raise, with the path in the message.
2. Report readiness only after a test prediction.
3. Give the function's return a type without None, and let a type checker hold it.

Example
-------
Debt: `def load(): \n  if os.path.exists(p): return joblib.load(p)`, and `load().predict(x)`.

Clean: a loader that raises FileNotFoundError.

References
----------
- Python documentation, typing.Optional
- Kubernetes documentation, readiness probes
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.served import ServedCode
from debtscope_collectors.sources.python.nullable import NullableModel, nullable_models

_Rows = Mapping[str, tuple[NullableModel, ...]]


@rule(
    id="COD-016",
    category=Category.CODE,
    debt_type="save/load defect",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    facets=(nullable_models,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a function that asks."""
    code = facts.one(CodeBase)
    if code is None:
        return
    rows = facts.rows(nullable_models)
    served = facts.one(ServedCode)
    for path, found in rows.items():
        module = code.modules.get(path)
        if module is None or not module.is_own:
            continue
        told: set[str] = set()
        for use in (row for row in found if row.kind == "use" and row.scope not in told):
            maker = _maker(code, module, rows, use.callee)
            if use.why or maker is not None:
                told.add(use.scope)
                yield _finding(module, use, maker, bool(served and served.holds(path)))


def _maker(code: CodeBase, module: CodeModule, rows: _Rows, callee: str) -> tuple[str, NullableModel] | None:
    """The function that gave the model, in the file itself or in one that it imports."""
    if not callee:
        return None
    names = {callee, ".".join(callee.split(".")[-2:]), callee.rpartition(".")[2]}
    for path in (module.path, *module.imports):
        other = code.modules.get(path)
        if other is None or not other.is_own:
            continue
        for row in rows.get(path, ()):
            if row.kind != "use" and row.name in names and _is_meant(module, path, callee, row):
                return path, row
    return None


def _is_meant(module: CodeModule, path: str, callee: str, row: NullableModel) -> bool:
    """A method is only meant with its class; a function of another file only where it is imported by that name."""
    if "." in row.name:
        return callee == row.name if path == module.path else callee.endswith(row.name)
    return callee == row.name if path == module.path else "." in callee


def _finding(
    module: CodeModule, use: NullableModel, maker: tuple[str, NullableModel] | None, is_served: bool
) -> Finding:
    where = f"{use.scope}()" if use.scope else f"{module.path}:{use.line}"
    evidence = [Evidence(kind="line", path=module.path, line=use.line, excerpt=use.text)]
    if use.why:
        why = use.why
    else:
        assert maker is not None  # one of the two made the finding
        path, row = maker
        place = "" if path == module.path else f" of {path}"
        why = f"{row.name}{place} gives None: {row.why}"
        evidence.append(Evidence(kind="line", path=path, line=row.line, excerpt=row.text))
    return Finding(
        subject=file_subject(module.path, use.scope or None),
        line=use.line,
        message=f"In {module.path} {where} may ask a {use.name} that is None, since {why}.",
        severity=None if is_served or module.facts.serving else Severity.MEDIUM,
        evidence=tuple(evidence),
    )
