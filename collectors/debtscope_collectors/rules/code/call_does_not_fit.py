"""A call gives what the function cannot take

Detects
-------
Calls of the project's own functions and classes that fail before the function begins: a required argument is missing, one is given that the function does not
have, or more are given in order than it takes. The function has to be the only one that can be meant: imported by its name from one file of the project, or the
file's own; bound once, at the top of its file, and decorated by nothing; a class by its own `__init__`. Calls with `*` or `**`, names that some function of the
file binds too, lines whose comment silences the type checker, and calls whose `TypeError` is caught or waited for are left out, and so are notebooks, examples
and copies of third parties. High; medium in tests and in files that nothing starts, imports or tests. The calls of one function are one item, and so are those of tests, and of such files, where
there are several functions.

Why it is debt
--------------
The function was changed and this caller was not: it stops with `TypeError` on the day when somebody comes there. That it stands says that no test, no type
checker and no run of today comes this way: what else is on this way is as old as the call.

How to pay it down
------------------
1. Give the call what the function takes, or delete the way that nobody went.
2. Let a type checker look at both (`call-arg` of mypy, `reportCallIssue` of pyright): it finds the next one when it is written.

Example
-------
Debt: `def combine(chunks, size)` in one file, `combine(chunks)` in another.

Clean: `combine(chunks, size=4)`, or `def combine(chunks, size=4)`.

References
----------
Sculley et al. 2015, dead experimental codepaths; mypy, error code call-arg.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.misfit_calls import MisfitCall
from debtscope_collectors.joins.standing import is_test_file, standing
from debtscope_collectors.joins.together import together

_SHOWN: Final = 12


@rule(
    id="COD-058",
    category=Category.CODE,
    debt_type="broken wiring",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("python",),
    uses=("dependencies",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per function that is called so."""
    code = facts.one(CodeBase)
    found: dict[tuple[str, str], list[MisfitCall]] = {}
    for one in facts.all(MisfitCall):
        found.setdefault((one.source, one.name), []).append(one)
    told = [_finding(code, calls) for _, calls in sorted(found.items())] if code is not None else []
    tests = [one for one in told if is_test_file(one.subject.path or "")]
    idle = [one for one in told if one.severity is not None and one not in tests]
    yield from (one for one in told if one.severity is None)
    yield from together(
        idle,
        "calls that nobody comes to",
        "Programs that nothing starts call {n} functions in a way that these do not take ({first} first): they stop there.",
    )
    yield from together(
        tests,
        "tests that call what has changed",
        "Tests call {n} functions in a way that these do not take ({first} first): they cannot have passed since.",
    )


def _finding(code: CodeBase, calls: Sequence[MisfitCall]) -> Finding:
    calls = sorted(
        calls, key=lambda one: (is_test_file(one.path), standing(code, one.path, one.line)[0], one.path, one.line)
    )
    first = calls[0]
    is_idle = is_test_file(first.path) or standing(code, first.path, first.line)[0]
    more = f" (and {len(calls) - 1} more)" if len(calls) > 1 else ""
    return Finding(
        subject=Subject(
            kind="function", name=f"{first.source}|{first.name}", path=first.path, symbol=f"calls of {first.name}"
        ),
        title=f"A call of {first.name} cannot work" if len(first.name) <= 30 else None,
        message=f"{first.path}:{first.line}{more} calls {first.name} of {first.source}:{first.defined} {first.why}: it stops with TypeError when it comes there.",
        line=first.line,
        severity=Severity.MEDIUM if is_idle else None,
        evidence=(
            *(
                Evidence(kind="line", path=one.path, line=one.line, ref=one.name, value=one.why)
                for one in calls[:_SHOWN]
            ),
            Evidence(kind="line", path=first.source, line=first.defined, ref=f"def {first.name}"),
        ),
        occurrences=float(len(calls)),
    )
