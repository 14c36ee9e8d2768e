"""Each model has its own training loop

Detects
-------
Three or more PyTorch loops with gradient steps in different files of one project that do nearly the same: of the calls that
two of them make, between 30 and 70 % are common, and each of the three has such a relative. One item for the repository, at low
confidence. Copies that are nearly equal are another rule's. Libraries, tests, examples and documents are left out, and so are files
that use a framework with a loop of its own, programs whose name says that they only try whether training works (smoke, overfit, debug), loops that explain a model instead of training one, and collections of papers or examples
(loops in six folders and more). Low where all of them stand in notebooks and experiments.

Why it is debt
--------------
A mend in one loop (mixed precision, clipping, resuming, logging) has to be made in all, and is made in one; models cannot be
compared, since each is trained by other rules.

How to pay it down
------------------
Write one trainer with a small protocol for models (a step and its metrics), or take a framework's, and move the models to it
one by one.

Example
-------
Four train scripts, each with its own `for epoch …` loop: debt. Four modules for one `Trainer`: clean.

References
----------
Sculley et al. 2015, "Abstraction debt"; Tang et al. 2021, model code reusability.
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.places import is_try
from debtscope_collectors.sources.python.loops import LoopSite, loop_sites

_ENOUGH = 3
_ALIKE = (0.3, 0.7)
_LONG = 6
"""Calls below which a loop is too short to be worth sharing."""
_FOLDERS = 6
_SHOWN = 8
_OUTSIDE = ("test", "docs", "example", "vendored", "generated")


@rule(
    id="COD-039",
    category=Category.CODE,
    debt_type="abstraction debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.LOW,
    since=Maturity.PILOT,
    needs=("python",),
    facets=(loop_sites,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """At most one finding, for the repository."""
    code = facts.one(CodeBase)
    if code is None or code.is_library:
        return
    loops: dict[str, LoopSite] = {}
    for path, sites in facts.rows(loop_sites).items():
        module = code.modules.get(path)
        if module is None or module.role in _OUTSIDE or is_try(path):
            continue
        own = [
            site
            for site in sites
            if site.kind == "loop" and "xplain" not in site.scope and not site.helped and len(set(site.calls)) >= _LONG
        ]
        if own:
            loops[path] = max(own, key=lambda site: len(site.calls))
    kin = [path for path in loops if any(_is_kin(loops[path], loops[other]) for other in loops if other != path)]
    if len(kin) >= _ENOUGH and len({path.rpartition("/")[0] for path in kin}) < _FOLDERS:
        yield _finding(code, kin, loops)


def _is_kin(one: LoopSite, other: LoopSite) -> bool:
    """Much in common, and not a copy."""
    left, right = set(one.calls), set(other.calls)
    return _ALIKE[0] <= len(left & right) / len(left | right) <= _ALIKE[1]


def _finding(code: CodeBase, kin: list[str], loops: dict[str, LoopSite]) -> Finding:
    aside = all(code.modules[path].role in ("notebook", "experiment") for path in kin)
    return Finding(
        subject=Subject(kind="repo", name="repo"),
        severity=Severity.LOW if aside else None,
        message=f"{len(kin)} hand-written training loops do the same job in {', '.join(kin[:3])}{' and others' if len(kin) > 3 else ''}.",
        evidence=tuple(
            Evidence(kind="line", path=path, line=loops[path].line, ref=loops[path].scope, excerpt=loops[path].text)
            for path in kin[:_SHOWN]
        ),
        occurrences=len(kin),
    )
