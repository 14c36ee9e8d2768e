"""A model can be None when it is asked to predict

Detects
-------
Calls of `predict`, `predict_proba`, `transform` and the like on a variable that may hold None: the project's own loader gives the
model back on one way and nothing on another (`return None` in a handler, an `if os.path.exists` without else); a global, an
attribute or a named item (`state["model"]`, `app.state.model`) starts as None and the load that fills it may fail while the program goes on; the project's own `fit` or `build_model`
returns nothing and its result is used; a factory gives a model for each name that it knows and nothing for any other. Silent where the function that asks, or all that call it, look first (`if model is None`,
a test of readiness), make sure that it is loaded, or catch the AttributeError; where a failed load ends the start; in notebooks and
tests. Medium where nothing serves the code. All that ask what one maker or
one load may leave empty are one item.

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

from collections.abc import Iterator, Mapping, Sequence

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.served import ServedCode
from debtscope_collectors.sources.python.nullable import NullableModel, nullable_models

_Rows = Mapping[str, tuple[NullableModel, ...]]
_Use = tuple[CodeModule, NullableModel, tuple[str, NullableModel] | None]
"""A call, the module that makes it, and the function that gave the model, with its file."""
_SHOWN = 3


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
    """One finding for all functions that ask what one maker, or one load, may have left empty."""
    code = facts.one(CodeBase)
    if code is None:
        return
    rows = facts.rows(nullable_models)
    groups: dict[tuple[str, str, str], list[_Use]] = {}
    for path, found in rows.items():
        module = code.modules.get(path)
        if module is None or not module.is_own:
            continue
        told: set[str] = set()
        for use in (row for row in found if row.kind == "use" and row.scope not in told):
            maker = _maker(code, module, rows, use.callee)
            if use.why or maker is not None:
                told.add(use.scope)
                cause = (path, use.name, use.why) if maker is None or use.why else (maker[0], maker[1].name, "")
                groups.setdefault(cause, []).append((module, use, maker))
    served = facts.one(ServedCode)
    for uses in groups.values():
        yield _finding(uses, is_served=any(served is not None and served.holds(one.path) for one, _, _ in uses))


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


def _finding(uses: Sequence[_Use], *, is_served: bool) -> Finding:
    module, use, maker = uses[0]
    inner = [one.scope for other, one, _ in uses if other.path == module.path and one.scope]
    where = listed([f"{scope}()" for scope in inner], _SHOWN) if inner else f"{module.path}:{use.line}"
    more = len({other.path for other, _, _ in uses}) - 1
    also = f" (and {more} more file{'s' if more > 1 else ''})" if more else ""
    evidence = [Evidence(kind="line", path=other.path, line=one.line, excerpt=one.text) for other, one, _ in uses[:10]]
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
        message=f"In {module.path} {where}{also} may ask a {use.name} that is None, since {why}.",
        severity=None if is_served or any(other.facts.serving for other, _, _ in uses) else Severity.MEDIUM,
        evidence=tuple(evidence),
        occurrences=float(len(uses)),
    )
