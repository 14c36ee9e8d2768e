"""A service keeps its users' state in the memory of one process

Detects
-------
In code that a service with routes or handlers reaches: a dictionary of the module, of the application (`app.state`), of a class, or of an object that lives as long as the process, to which
requests add by user, session, conversation, job or document, as its name, its class or the key says (`sessions[sid] = …`, `store[session_id] = …`, `self.histories[user].append(…)`); one conversation of the module
that everybody who asks writes on (`chat_history = []`, `memory = ConversationBufferMemory()`), and LangGraph's MemorySaver. Where a command starts several workers of the service, or a workload several replicas: queues of the module
(`asyncio.Queue()`) and every other dictionary of it that a route fills by what it is given, too. Caches, locks, registries,
tables of code (by their annotation, or filled by what discovers and registers parts), what `fit` teaches a model, classes of which only tests make
objects, and measures are left out (measures are metrics-lost-in-memory). Of pages the one conversation of a module counts, which all visitors share: in Gradio's own file and
what it imports, with Streamlit in what the page imports (the page itself runs anew for each visitor). One item for the application; tests, examples and
published libraries are left out.

Why it is debt
--------------
A second worker or replica does not know the conversation or the job, so the service cannot be scaled; every restart and every deployment loses
them. What is never taken out grows until the process dies, and what people wrote stays in it without a period.

How to pay it down
------------------
Keep the state in a store that all processes share, with an expiry (Redis with a time to live, a table with a job that deletes), and hand the
service only its key.

Example
-------
Debt: `chat_histories: dict[str, list] = {}` at the top, `chat_histories[session_id] = []` in the handler.

Clean: `RedisChatMessageHistory(session_id, ttl=3600)`.

References
----------
- The Twelve-Factor App, VI: processes
- GDPR, article 5(1)(e), where people write
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.process_copies import process_copies
from debtscope_collectors.joins.served import ASIDE, ServedCode
from debtscope_collectors.sources.python.shared_state import SharedState, shared_state

_SHOWN: Final = 3


@rule(
    id="COD-056",
    category=Category.CODE,
    debt_type="architecture debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("containers",),
    facets=(shared_state,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """At most one finding."""
    code, served = facts.one(CodeBase), facts.one(ServedCode)
    if code is None or served is None or code.is_library:
        return
    routed = {
        inner
        for path, closure in served.closures.items()
        if any(site.detail.startswith(("route", "handler")) for site in code.modules[path].facts.serving)
        for inner in closure
    }
    paged = _behind_pages(code, served)
    found: list[tuple[str, SharedState]] = [
        (path, row)
        for path, rows in sorted(facts.rows(shared_state).items())
        if path in routed | paged and code.modules[path].role not in ASIDE and not is_aside(path)
        for row in rows
        if (path in routed or row.is_one)
        and not _is_for_tests(code, path, row)
        and (not row.is_wide or process_copies(facts, code, path)[0] > 1)
    ]
    found = list({(path, row.name): (path, row) for path, row in reversed(found)}.values())[::-1]
    if not found:
        return
    names = list(dict.fromkeys(row.name for _, row in found))
    shown = ", ".join(names[:_SHOWN]) + ("…" if len(names) > _SHOWN else "")
    path, first = found[0]
    endless = list(dict.fromkeys(row.name for _, row in found if not row.drops))
    which = "" if len(endless) == len(names) else f"{listed(endless, _SHOWN)} "
    grows = f" and {which}grow{'s' if len(endless) == 1 else ''} without end" if endless else ""
    common = list(dict.fromkeys(row.name for _, row in found if row.is_one))
    shared = f"; {listed(common, _SHOWN)} {'is' if len(common) == 1 else 'are'} one for all who write" if common else ""
    copies, said = max(
        (process_copies(facts, code, one) for one in dict.fromkeys(p for p, _ in found)), default=(1, "")
    )
    several = f"; {said} starts {copies} such processes" if copies > 1 else ""
    yield Finding(
        subject=Subject(kind="repo", name="state in memory", path=path),
        message=f"{shown} ({path}:{first.line}) live{'s' if len(names) == 1 else ''} in one process's memory: lost at restart, unknown to other workers{',' if grows and which else ''}{grows}{shared}{several}.",
        line=first.line,
        evidence=tuple(
            Evidence(
                kind="line",
                path=p,
                line=row.changed,
                ref=f"{row.name} in {row.scope}",
                value="nothing is taken out" if not row.drops else None,
            )
            for p, row in found[:10]
        )
        + ((Evidence(kind="config", path=said, ref="workers or replicas", value=copies),) if several else ()),
        occurrences=float(len(found)),
    )


def _is_for_tests(code: CodeBase, path: str, row: SharedState) -> bool:
    """State of a class of which tests make objects and that the project's own code neither calls nor imports: a stand-in."""
    owner = row.scope.partition(".")[0]
    if row.is_one or owner not in code.modules[path].facts.classes:
        return False
    makers = {
        other.role == "test"
        for other in code.modules.values()
        if any(name.rpartition(".")[2] == owner for name in other.facts.called)
        or (other.path != path and any(owner in one.names for one in other.facts.imports))
    }
    return makers == {True}


def _behind_pages(code: CodeBase, served: ServedCode) -> set[str]:
    """Modules that live as long as the process that shows a page."""
    found: set[str] = set()
    for path, closure in served.closures.items():
        module = code.modules[path]
        if any(site.detail.startswith("ui") for site in module.facts.serving):
            is_gradio = any(one.module.partition(".")[0] == "gradio" for one in module.facts.imports)
            found |= set(closure) if is_gradio else set(closure) - {path}
    again = {
        path
        for path in found
        if any(one.module.partition(".")[0] == "streamlit" for one in code.modules[path].facts.imports)
    }
    return found - again
