"""An async handler waits for a blocking call

Detects
-------
Routes whose handler is `async def` and that reach, in their own body or through the project's own functions, a call that makes the whole process wait:
requests, httpx without `await`, the vendors' blocking clients of language models, a chain, graph or index of LangChain (`invoke`), a pipeline of Haystack, a speech or embedding model, a started program, `time.sleep` or a training; low where it only asks a model in its own process for a
prediction. Silent where a file on the
way hands work to threads or processes (`asyncio.to_thread`, `run_in_executor`, `run_in_threadpool`), and for plain `def` handlers, which the framework runs in
threads. One item per serving module, one for all from two on; tests, examples and published libraries are left out.

Why it is debt
--------------
While one request waits for its answer, the event loop serves nobody: health checks fail, other users wait behind the slowest call, and the service looks
down at a load that it could carry. It is seen under load only, and then looks like a slow model.

How to pay it down
------------------
Use the client's async form and `await` it, hand the call to a thread (`await asyncio.to_thread(ask, text)`), or make the handler a plain `def`.

Example
-------
Debt: `async def ask(q): return requests.post(URL, json=q, timeout=30).json()`

Clean: `async with httpx.AsyncClient() as client: reply = await client.post(URL, json=q)`.

References
----------
- FastAPI, Concurrency and async / await; ruff ASYNC210, ASYNC251 (direct calls only)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope_collectors.joins.serving import HandledRequest
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.python.blocking import Waiting, waiting

_SHOWN: Final = 6
_ONCE: Final = frozenset({"startup", "shutdown", "lifespan", "on_startup", "startup_event", "shutdown_event"})
"""Handlers that run before anybody waits, or after."""


@rule(
    id="COD-057",
    category=Category.CODE,
    debt_type="robustness debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    facets=(waiting,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per serving module."""
    known = {(path, row.scope): row for path, rows in facts.rows(waiting).items() for row in rows}
    found: dict[str, list[tuple[HandledRequest, str, Waiting]]] = {}
    for request in facts.all(HandledRequest):
        handler = known.get((request.path, request.handler.scope))
        if handler is None or not handler.is_async or request.handler.scope.rpartition(".")[2] in _ONCE:
            continue
        met = _met(request, known)
        if met is not None:
            found.setdefault(request.path, []).append((request, *met))
    told = list(_findings(found))
    yield from together(
        [one for one in told if one.severity is None],
        "async handlers",
        "{all} async routes of {n} modules ({first} first) wait for blocking calls: one request stops all others.",
    )
    yield from together(
        [one for one in told if one.severity is not None],
        "async handlers that compute",
        "{all} async routes of {n} modules ({first} first) ask a model in their own loop: one request stops all others.",
    )


def _findings(found: Mapping[str, list[tuple[HandledRequest, str, Waiting]]]) -> Iterator[Finding]:
    for path, ones in sorted(found.items()):
        kinds = {row.kind for _, _, row in ones}
        lead = next((one for one in ones if one[2].kind != "predicts"), ones[0])
        request, place, row = lead
        more = f" and {len(ones) - 1} more of" if len(ones) > 1 else " of"
        verb = "compute" if row.kind == "predicts" else "train" if row.kind == "trains" else "wait"
        verb += "" if len(ones) > 1 else "s"
        by = "by" if row.kind in ("predicts", "trains") else "for"
        yield Finding(
            subject=file_subject(path),
            severity=Severity.LOW if kinds == {"predicts"} else None,
            message=f"{request.shown}{more} {path} {'are' if len(ones) > 1 else 'is'} async and {verb} {by} {row.call} ({place}:{row.line}): one request stops all others.",
            line=request.handler.line,
            evidence=tuple(
                Evidence(kind="line", path=where, line=one.line, ref=one.call, excerpt=f"reached by {asked.shown}")
                for asked, where, one in ones[:_SHOWN]
            ),
            occurrences=float(len(ones)),
        )


def _met(request: HandledRequest, known: Mapping[tuple[str, str], Waiting]) -> tuple[str, Waiting] | None:
    """(path, function) of the nearest step that waits; None where somebody on the way hands work off."""
    for step in request.steps:
        row = known.get((step.path, step.function.qualname))
        if row is None:
            continue
        if row.hands_off:
            return None
        if row.call:
            return step.path, row
    return None
