"""Data travels between modules without names

Detects
-------
Functions of project code that other modules call and that make features, train or predict, where 70 % and more of the parameters
that carry data have no annotation, or one that says nothing of columns (dict, list, tuple, Any, ndarray); and where they, or the
modules that call them, read columns by position twice and more (`x[:, 3]`, `df.iloc[:, 7]`, `data[:, :-1]`). Scores, embeddings,
coordinates and modules that work on tensors or images have axes instead of columns and are left out; so are libraries, tests,
examples and notebooks. One item a module, one for all from two modules on.

Why it is debt
--------------
The order of the columns is a contract that stands nowhere. Whoever adds a column in the middle changes the meaning of every number
behind it, and nothing fails.

How to pay it down
------------------
1. Hand over frames, and read columns by name.
2. Give boundaries a type: a pandera model, a dataclass or a TypedDict with the names and units.

Example
-------
Debt: `def featurize(x): return x[:, 3] / x[:, 7]`

Clean: `def featurize(df: DataFrame[Raw]) -> DataFrame[Features]`

References
----------
- Sculley et al., Hidden Technical Debt in Machine Learning Systems (2015), "Plain-old-data type smell"
- Tang et al., An Empirical Study of Refactorings and Technical Debt in Machine Learning Systems (2021), custom data types
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.python.interchange import TableFunction, table_functions

_SHARE = 0.7
_READS = 2
_SHOWN = 6
_PREDICTS = frozenset({"predict", "predict_proba", "decision_function"})


@rule(
    id="COD-040",
    category=Category.CODE,
    debt_type="plain-old-data type smell",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    facets=(table_functions,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a module; one for all of them from two modules on."""
    code = facts.one(CodeBase)
    if code is None or code.is_library:
        return
    rows = facts.rows(table_functions)
    found: list[Finding] = []
    for path, functions in rows.items():
        module = code.modules.get(path)
        if module is None or not module.is_own:
            continue
        bare = [one for one in functions if _is_bare(one) and _is_boundary(code, module, one)]
        reads = list(_reads(code, module, rows, bare))
        if bare and sum(len(one.positions) for _, one in reads) >= _READS:
            found.append(_finding(module, bare, reads))
    yield from together(
        found,
        "data without names",
        "{n} modules hand data to others without types, and {all} of their functions rest on the order of columns; {first} first.",
    )


def _is_bare(one: TableFunction) -> bool:
    return bool(one.name) and one.parameters > 0 and one.bare >= _SHARE * one.parameters


def _is_boundary(code: CodeBase, module: CodeModule, one: TableFunction) -> bool:
    """It makes features, trains or predicts, and another module of the project calls it."""
    facts = module.facts
    known = next((f for f in facts.functions if f.qualname == one.name), None)
    if known is None or one.name.rpartition(".")[2].startswith("_"):
        return False
    works = any(site.name == one.name for site in facts.features) or any(
        site.scope == one.name for site in facts.training
    )
    asks = any(call.rpartition(".")[2] in _PREDICTS for call in known.calls)
    if not (works or asks or one.positions):
        return False
    owner, _, last = one.name.rpartition(".")
    wanted = {last, owner.rpartition(".")[2]} - {""}  # a method is called on what its class gave
    callers = [code.modules[path] for path in module.imported_by if code.modules[path].is_own]
    return any(name.rpartition(".")[2] in wanted for caller in callers for name in caller.facts.called)


def _reads(
    code: CodeBase, module: CodeModule, rows: Mapping[str, tuple[TableFunction, ...]], bare: Sequence[TableFunction]
) -> Iterator[tuple[str, TableFunction]]:
    """Reads by position in the boundary functions, and in the functions of other modules that call one of them."""
    yield from ((module.path, one) for one in bare if one.positions)
    names = {one.name.rpartition(".")[2] for one in bare}
    for path in module.imported_by:
        caller = code.modules[path]
        if not caller.is_own:
            continue
        calling = {f.qualname for f in caller.facts.functions if any(c.rpartition(".")[2] in names for c in f.calls)}
        yield from ((path, one) for one in rows.get(path, ()) if one.positions and one.name in calling)


def _finding(module: CodeModule, bare: Sequence[TableFunction], reads: Sequence[tuple[str, TableFunction]]) -> Finding:
    kinds = sorted({kind for one in bare for kind in one.kinds} - {"nothing"})
    types = f"bare {', '.join(kinds[:3])}" if kinds else "arguments without types"
    total = sum(len(one.positions) for _, one in reads)
    several = len(bare) > 1
    what = (
        f"{len(bare)} functions that {module.path} hands to other modules take"
        if several
        else f"{module.path}::{bare[0].name} takes"
    )
    return Finding(
        subject=file_subject(module.path),
        line=bare[0].line,
        message=f"{what} {types}; {total} reads by position depend on the order of the columns.",
        evidence=tuple(_evidence(module, bare, reads)),
        occurrences=float(len(bare)),
    )


def _evidence(
    module: CodeModule, bare: Sequence[TableFunction], reads: Sequence[tuple[str, TableFunction]]
) -> Iterator[Evidence]:
    for path, one in reads[:_SHOWN]:
        yield Evidence(
            kind="line", path=path, line=one.positions[0], ref=one.name, excerpt=one.text, value=len(one.positions)
        )
    told = {one.name for _, one in reads}
    for one in bare[:_SHOWN]:
        if one.name not in told:
            yield Evidence(kind="line", path=module.path, line=one.line, ref=one.name, excerpt=one.text)
