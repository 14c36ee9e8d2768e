"""Gradients pile up from step to step

Detects
-------
A PyTorch loop, or a function for one step, in which gradients are made (`backward`) and applied (`optimizer.step`), and in
which nothing clears them: no `zero_grad` on the optimiser or the model, in it or in a function of the project that it calls,
or, for a single step, in the functions that call it. Silent where the step is conditional (accumulation on purpose), where
gradients are set by hand, and where Lightning, Accelerate, DeepSpeed, Ignite or fastai run the loop. Tests, examples and documents
are left out.

Why it is debt
--------------
Each step moves along the sum of all gradients since the start. Training still goes down for a while, so the defect looks like
a bad learning rate and costs runs and days.

How to pay it down
------------------
Call `optimizer.zero_grad(set_to_none=True)` before `backward`, or make the accumulation explicit: divide the loss and step
every k batches.

Example
-------
`for x, y in loader: loss(net(x), y).backward(); opt.step()`: debt. With `opt.zero_grad()` in front: clean.

References
----------
Zhang et al. 2022, smell 20; CodeSmile; PyTorch documentation, "Zeroing out gradients".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.sources.python.loops import LoopSite, loop_sites

_OUTSIDE = ("test", "docs", "example", "vendored", "generated")
_DEPTH = 2


@rule(
    id="COD-026",
    category=Category.CODE,
    debt_type="code defect smell",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("python",),
    facets=(loop_sites,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a place that steps."""
    code = facts.one(CodeBase)
    if code is None:
        return
    for path, sites in facts.rows(loop_sites).items():
        module = code.modules.get(path)
        if module is None or module.role in _OUTSIDE:
            continue
        for site in sites:
            if site.kind == "loop" and not site.clears and not site.helped and not _clears_elsewhere(code, path, site):
                yield _finding(path, site)


def _clears_elsewhere(code: CodeBase, path: str, site: LoopSite) -> bool:
    """A function that the loop calls clears, or one that calls the function of the step."""
    clearing = _clearing(code, path)
    if any(name in clearing for name in site.calls):
        return True
    own = site.scope.rpartition(".")[2]
    callers = (path, *code.modules[path].imported_by)
    return any(
        own in {name.rpartition(".")[2] for name in function.calls} and _clears_itself(function.calls)
        for place in callers
        if place in code.modules and own
        for function in code.modules[place].facts.functions
    )


def _clearing(code: CodeBase, path: str) -> set[str]:
    """Last names of functions that clear gradients, themselves or by one more call, of a file and what it imports."""
    found: set[str] = set()
    calls: Mapping[str, tuple[str, ...]] = {
        function.qualname.rpartition(".")[2]: function.calls
        for place in code.closure(path, _DEPTH)
        if place in code.modules
        for function in code.modules[place].facts.functions
    }
    for _ in range(_DEPTH):
        found |= {name for name, made in calls.items() if _clears_itself(made) or _last(made) & found}
    return found


def _last(calls: tuple[str, ...]) -> set[str]:
    return {name.rpartition(".")[2] for name in calls}


def _clears_itself(calls: tuple[str, ...]) -> bool:
    return any("zero_grad" in name for name in calls)


def _finding(path: str, site: LoopSite) -> Finding:
    return Finding(
        subject=file_subject(path, site.scope or None),
        line=site.line,
        message=(
            f"{path}:{site.line} steps {site.name or 'the optimiser'} and nothing in the loop clears the gradients, so every"
            " step adds all earlier ones."
        ),
        evidence=(
            Evidence(kind="line", path=path, line=site.line, ref=site.name, excerpt=site.text),
            Evidence(kind="searched", ref="zero_grad", excerpt="the loop, what it calls and what calls it", value=0),
        ),
    )
