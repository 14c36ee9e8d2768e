"""Automated decisions have no limit or kill switch

Detects
-------
In code of the project that runs by itself or answers requests: an act (an account or card is blocked, an order or bid placed, a price
set, a claim or loan decided, a mail, offer or payment sent) inside a condition or loop over a score or prediction, in a function in
which no name speaks of a limit, cap, budget, switch, dry run, review or approval. What only advises (returns a list, a flag or a
label) is no act. Tests, notebooks, simulations and published libraries are left out. Never above low confidence: the limit may
stand in the system that is called.
From a pilot on, also tools of agents that a service of the project reaches, one item a file: functions that a language model calls by its own decision and
that move money, delete or block things, send messages, or run as it comes what the model wrote (code, a command, SQL), where neither the function nor its
file speaks of a limit, a check or a person who is asked (an interrupt, an approval). What a prompt asks of the model is no limit. And queries that a
language model writes and the service runs as they come (SQL agents and chains of a framework, `cursor.execute(sql)` over what the model said), where the
file speaks of no check, no rights that only read and no time limit; one item for all of them.

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
Debt: `for user in scored[scored.risk > 0.9]: block(user)`; `@agent.tool` over `transfer_funds(ctx, amount)`.

Clean: `if blocked_today > LIMIT: raise TooMany(...)`; `@agent.tool(requires_approval=True)`.

References
----------
Sculley et al., Hidden Technical Debt in Machine Learning Systems, 2015, section 7 ("Action limits"). ML Test Score, Infrastructure 7.
OWASP Top 10 for LLM Applications, LLM06 (excessive agency).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Maturity,
    RepositoryMaturity,
    Severity,
    file_subject,
    rule,
)
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.language import LanguageApplication
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.python.agent_tools import AgentTool, agent_tools
from debtscope_collectors.sources.python.score_actions import ScoreAction, score_actions
from debtscope_collectors.sources.python.written_queries import WrittenQuery, written_queries

_DEPTH: Final = 5
_ACTS: Final[Mapping[str, str]] = {
    "runs": "runs what the model writes",
    "money": "moves money",
    "ends": "deletes or blocks",
    "sends": "sends messages",
}
"""The worst first."""


@rule(
    id="MON-016",
    category=Category.MONITORING,
    debt_type="action limits debt",
    severity=Severity.HIGH,
    confidence=Confidence.LOW,
    since=Maturity.PILOT,
    needs=("python",),
    facets=(score_actions, agent_tools, written_queries),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per function, and one per file of tools."""
    code = facts.one(CodeBase)
    if code is not None and not code.is_library:
        yield from _tools(facts, code)
    maturity = facts.one(RepositoryMaturity)
    if maturity is not None and maturity.value is not Maturity.PRODUCTION:
        return  # what a prototype decides is undone by whoever runs it
    for path, rows in sorted(facts.rows(score_actions).items()):
        module = code.modules.get(path) if code else None
        if code is None or code.is_library or module is None or not module.is_own or is_aside(path):
            continue
        scopes: dict[str, list[ScoreAction]] = {}
        for row in rows:
            scopes.setdefault(row.scope, []).append(row)
        for scope, found in scopes.items():
            yield _finding(path, scope, found)


def _tools(facts: Facts, code: CodeBase) -> Iterator[Finding]:
    """Tools by which a language model acts, in files that what answers somebody reaches."""
    speaks = facts.one(LanguageApplication)
    reached = {one for path in speaks.services for one in code.closure(path, _DEPTH)} if speaks else set[str]()
    told: set[str] = set()
    for path, rows in sorted(facts.rows(agent_tools).items()):
        acting = [row for row in rows if row.act and not row.is_bounded]
        if acting and path in reached and code.modules[path].is_own and not is_aside(path):
            told.add(path)
            yield _acting(path, sorted(acting, key=lambda row: (list(_ACTS).index(row.act), row.line)))

    queries = [
        (path, row)
        for path, rows in sorted(facts.rows(written_queries).items())
        if path in reached - told and code.modules[path].is_own and not is_aside(path)
        for row in rows
    ]
    if queries and not any(row.is_bounded for _, row in queries):
        yield _unread(queries)


def _unread(queries: Sequence[tuple[str, WrittenQuery]]) -> Finding:
    """Queries that nobody reads before they are run."""
    path, first = queries[0]
    more = f" and {len(queries) - 1} more place{'s' if len(queries) > 2 else ''}" if len(queries) > 1 else ""
    return Finding(
        subject=file_subject(path, "queries that a model writes"),
        title="Queries that a model writes are run without limit",
        message=f"{first.how} ({path}:{first.line}){more} runs what a language model wrote; nothing checks the query, "
        "its rights are not read-only and nothing ends it.",
        line=first.line,
        severity=Severity.MEDIUM,
        confidence=Confidence.MEDIUM,
        evidence=(
            *(Evidence(kind="line", path=place, line=row.line, ref=row.how) for place, row in queries[:8]),
            Evidence(kind="searched", ref="checks of the query, rights that only read, time limits, approvals: none"),
        ),
        remediation="Run it as a user who may only read a few views, with a time limit and a limit of rows; parse it first and let SELECT alone pass.",
    )


def _acting(path: str, rows: Sequence[AgentTool]) -> Finding:
    names = listed([row.name for row in rows], 3)
    does = listed(list(dict.fromkeys(_ACTS[row.act] for row in rows)), 3)
    several = len(rows) > 1
    return Finding(
        subject=file_subject(path, "tools that act"),
        title="A language model acts without limit or approval",
        message=f"{names} of {path} {'are tools' if several else 'is a tool'} by which a language model {does}; "
        f"nothing in {'them' if several else 'it'} asks a person, caps what it does or can be switched off.",
        line=rows[0].line,
        severity=Severity.HIGH if rows[0].act in ("runs", "money") else Severity.MEDIUM,
        confidence=Confidence.MEDIUM,
        evidence=tuple(Evidence(kind="line", path=path, line=row.line, ref=_ACTS[row.act], excerpt=row.name) for row in rows[:8]),
        remediation="Ask a person before what cannot be undone (an approval or interrupt of the agent's framework), cap amount and number in the tool "
        "itself, run what the model writes with read-only rights, and keep a switch that takes the tool away.",
    )  # fmt: skip


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
