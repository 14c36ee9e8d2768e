"""Automated decisions have no limit or kill switch

Detects
-------
In code of the project that runs by itself or answers requests: an act (an account or card is blocked, an order or bid placed, a price
set, a claim or loan decided, a mail, offer or payment sent) inside a condition or loop over a score or prediction, in a function in
which no name speaks of a limit, cap, budget, switch, dry run, review or approval. What only advises (returns a list, a flag or a
label) is no act. Tests, notebooks, simulations and published libraries are left out. Never above low confidence: the limit may
stand in the system that is called.

Why it is debt
--------------
A model that goes wrong acts as fast as the loop runs. A broken feature blocks every customer before anybody looks, and without a
switch the only way to stop it is a release.

How to pay it down
------------------
Count the acts of a window and stop at a cap, alert at 80 % of it, read a switch before each run, and send what exceeds the cap to a
person.

Example
-------
Debt: `for user in scored[scored.risk > 0.9]: block(user)`

Clean: `if blocked_today > LIMIT: raise TooMany(...)`

References
----------
Sculley et al., Hidden Technical Debt in Machine Learning Systems, 2015, section 7 ("Action limits"). ML Test Score, Infrastructure 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.python.score_actions import ScoreAction, score_actions


@rule(
    id="MON-016",
    category=Category.MONITORING,
    debt_type="action limits debt",
    severity=Severity.HIGH,
    confidence=Confidence.LOW,
    since=Maturity.PRODUCTION,
    needs=("python",),
    facets=(score_actions,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per function."""
    code = facts.one(CodeBase)
    for path, rows in sorted(facts.rows(score_actions).items()):
        module = code.modules.get(path) if code else None
        if code is None or code.is_library or module is None or not module.is_own or is_aside(path):
            continue
        scopes: dict[str, list[ScoreAction]] = {}
        for row in rows:
            scopes.setdefault(row.scope, []).append(row)
        for scope, found in scopes.items():
            yield _finding(path, scope, found)


def _finding(path: str, scope: str, rows: Sequence[ScoreAction]) -> Finding:
    first = rows[0]
    acts = " and ".join(dict.fromkeys(f"{row.action}()" for row in rows[:3]))
    return Finding(
        subject=file_subject(path, scope),
        message=f"{scope} calls {acts} where `{first.score}` says so, with no cap or switch in it.",
        line=first.line,
        evidence=tuple(
            evidence
            for row in rows[:4]
            for evidence in (
                Evidence(kind="line", path=path, line=row.score_line, ref="score"),
                Evidence(kind="line", path=path, line=row.line, ref="act"),
            )
        ),
    )
