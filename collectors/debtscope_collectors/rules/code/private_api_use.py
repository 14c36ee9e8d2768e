"""Code reaches into a library's private parts

Detects
-------
Project code that reads or sets an underscore member of an object or module of a third-party library (the object's type is known
from a constructor, an annotation or a well-known result), that imports from a private module or a private name of a library, or
that puts a function of its own in the place of a library's (by assignment or `setattr`). Members of the project's own classes, packages of the same house (names that begin as the project's own),  of the standard library and those
that libraries document in spite of the underscore (`_asdict`, `_replace`, `Row._mapping`, Django's `_meta`, `torch._dynamo`) are left
out, and so are tests, examples, notebooks, copies of third parties, and what modules named for it read and import
(`_compat.py`, `_sklearn_compat.py`, `fixes.py`, `backports`): they are the one place where such uses belong. One item a file, one for all from two files on.

Why it is debt
--------------
A private member changes without notice: the next patch release of the library breaks training or, worse, changes what it computes.
So the library is never updated.

How to pay it down
------------------
1. Use the public way; ask for one upstream where there is none.
2. Otherwise pin the library exactly, keep all such uses in one module and test it.

Example
-------
Debt: `model._Booster.dump_model(path)`

Clean: `model.get_booster().dump_model(path)`; `point._replace(x=1)`

References
----------
Ruff, private-member-access (SLF001) and import-private-name (PLC2701); here narrowed to third-party receivers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.pins import distribution_of
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.dependencies.facts import DependencyFile, LockFile
from debtscope_collectors.sources.python.private_api import PrivateUse, private_uses

_SHOWN = 8
_COMPATIBLE = regex(
    r"(?:^|[/_])(?:compat|compatibility|backports?|shims?)(?:[/_.]|$)|(?:^|/)_?fixes\.py$", re.IGNORECASE
)
_COMMON = frozenset(
    {
        "ml-",
        "ai-",
        "data-",
        "py-",
        "python-",
        "the-",
        "my-",
        "llm-",
        "torch-",
        "deep-",
        "open-",
        "langchain-",
        "hf-",
        "pytorch-",
    }
)
"""What names of packages of many houses begin with."""
_DO = {
    frozenset({"private"}): "reach into private parts of libraries",
    frozenset({"patch"}): "put something of their own in the place of libraries' functions",
    frozenset({"private", "patch"}): "reach into private parts of libraries or replace their functions",
}
_WORDS = {"member": "uses", "import": "imports", "patch": "replaces"}


@rule(
    id="COD-052",
    category=Category.CODE,
    debt_type="abstraction debt",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("dependencies",),
    facets=(private_uses,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a file; one for all of them from two files on."""
    code = facts.one(CodeBase)
    if code is None:
        return
    own = _own_names(code)
    pins = _pins(facts)
    own |= _of_one_house(facts, pins)
    found: list[Finding] = []
    kinds: set[str] = set()
    for path, rows in facts.rows(private_uses).items():
        module = code.modules.get(path)
        if module is None or not module.is_own or module.facts.kind == "notebook":
            continue
        is_compatible = _COMPATIBLE.search(path) is not None
        kept = [row for row in rows if row.package not in own and (row.kind == "patch" or not is_compatible)]
        if kept:
            found.append(_finding(module, kept, pins))
            kinds |= {"patch" if row.kind == "patch" else "private" for row in kept}
    yield from together(
        found,
        "private parts of libraries",
        f"{{n}} files {_DO[frozenset(kinds)]} {{all}} times, most in {{first}}." if kinds else "",
    )


def _of_one_house(facts: Facts, pins: dict[str, str]) -> set[str]:
    """Modules of the packages whose names begin as the project's own does (`acme-tools` beside `acme-forecast`): one team changes both."""
    houses = {name[: name.index("-") + 1] for file in facts.all(DependencyFile) if "-" in (name := file.project)}
    return {
        part
        for name in pins
        for house in houses
        if name.startswith(house) and house not in _COMMON
        for part in (name.removeprefix(house).replace("-", "_"), name.replace("-", "_"))
    }


def _own_names(code: CodeBase) -> set[str]:
    """Folders and modules of the repository: what is imported under one of these names is the project's own."""
    return {part for path in code.modules for part in path.removesuffix(".py").split("/")}


def _pins(facts: Facts) -> dict[str, str]:
    """Package -> the version that holds it, the best known."""
    found: dict[str, str] = {}
    for file in facts.all(DependencyFile):
        for one in file.requirements:
            told = one.spec or "any version"
            found[one.name] = told if one.is_pinned or one.name not in found else found[one.name]
    for lock in facts.all(LockFile):
        found.update({name: f"locked at {version}" for name, version in lock.packages})
    return found


def _finding(module: CodeModule, rows: Sequence[PrivateUse], pins: dict[str, str]) -> Finding:
    first = rows[0]
    pin = _pin(first, pins)
    more = f", and {len(rows) - 1} more" if len(rows) > 1 else ""
    whose = "" if first.member.startswith(f"{first.package}.") else f" of {first.package}"
    return Finding(
        subject=file_subject(module.path),
        line=first.line,
        message=f"{module.path} {_WORDS[first.kind]} {first.member}{whose}{more}: {_reason(first)}{pin}.",
        evidence=tuple(_evidence(module.path, rows, pins)),
        occurrences=float(len(rows)),
    )


def _pin(row: PrivateUse, pins: dict[str, str]) -> str:
    """What holds the library's version, where the repository says so."""
    told = _declared(row, pins)
    return f" ({row.package}: {told})" if told else ""


def _declared(row: PrivateUse, pins: dict[str, str]) -> str:
    """What is said of the library's version, also where its package has a longer name than its module (`nrel-rex`, `opentelemetry-sdk`)."""
    if row.package == "google":  # of many packages, which share the name
        return pins.get("protobuf", "") if row.member.startswith("google.protobuf.") else ""
    name = distribution_of(row.package)
    longer = (pin for known, pin in sorted(pins.items()) if known.startswith(f"{name}-") or known.endswith(f"-{name}"))
    return pins.get(name) or next(longer, "")


def _reason(row: PrivateUse) -> str:
    return (
        "every other user of the process gets the replacement"
        if row.kind == "patch"
        else "it is private to the library"
    )


def _evidence(path: str, rows: Sequence[PrivateUse], pins: dict[str, str]) -> Iterator[Evidence]:
    for row in rows[:_SHOWN]:
        pin = _declared(row, pins)
        told = f"{row.member} ({row.package}: {pin})" if pin else f"{row.member} ({row.package})"
        yield Evidence(kind="line", path=path, line=row.line, ref=told, excerpt=row.text)
    if len(rows) > _SHOWN:
        yield Evidence(kind="count", excerpt=f"{len(rows) - _SHOWN} more uses", value=len(rows) - _SHOWN)
