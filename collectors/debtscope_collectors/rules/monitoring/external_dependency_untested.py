"""No stress or failure test for what a prediction depends on

Detects
-------
A service whose way to an answer leaves the process (HTTP, a language model behind an API, a feature store, Redis, a database
connection) without a time limit and without a retry or circuit breaker, while the repository has no load, chaos or contract test
(Locust, k6, Artillery, Gatling, JMeter, AIPerf, `perf` scripts, Pact, Schemathesis, Toxiproxy). Low where a `try` goes on without the answer and for feature stores and caches, medium
elsewhere. Calls that several services reach are told once. Where no handler is seen to reach a
hosted language model (workers, chains made elsewhere) and none of its calls has a time limit, that is one low item. What the library limits by itself (httpx, the clients of OpenAI from version 1 and of Anthropic, also behind LangChain, LlamaIndex and LiteLLM) and what boto3 repeats by itself is left out. A missing timeout alone, wherever it is,
is ruff's S113. One item per serving module. Where nothing shows yet that a service runs for others, hosted language models are told alone, and low.

Why it is debt
--------------
The day the other side is slow, every worker waits for it and the model is down with it, although it is well. Nobody knows how the
service behaves then, because nobody has ever let it fail on purpose.

How to pay it down
------------------
A time limit shorter than the caller's, one retry, and a value to go on with; then a test in which the other side answers late,
wrongly and not at all, and a load test before the release.

Example
-------
Debt: `features = requests.post(FEATURE_API, json=ids).json()` in the handler.

Clean: `requests.post(FEATURE_API, json=ids, timeout=0.3)` inside a `try` that falls back, and a locustfile.

References
----------
Nygard, Release It!, 2018: stability patterns. ruff S113.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Final

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    FileEntry,
    Finding,
    Maturity,
    RepositoryMaturity,
    Severity,
    file_subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.language import LanguageApplication
from debtscope_collectors.joins.mltest.tools import ci_lines
from debtscope_collectors.joins.serving import HandledRequest, PredictingRoutes
from debtscope_collectors.sources.python.lookup import matching
from debtscope_collectors.sources.python.outside_calls import OutsideCall, outside_calls

_TESTED: Final = regex(
    r"(?:^|/)(?:locustfile\w*\.py|[^/]*k6[^/]*\.[jt]s|artillery[^/]*\.ya?ml|[^/]*\.jmx|[^/]*gatling[^/]*|[^/]*(?:load|stress|soak|chaos|perf)[-_]?test[^/]*|(?:(?:aiperf|genai[-_]?perf)[^/]*|perf(?:[-_][^/]*)?)\.(?:py|sh|ya?ml|js)|benchmark[-_](?:serving|api|throughput|latency)[^/]*|pacts?/[^/]+\.json|toxiproxy[^/]*)$"
    r"|(?:^|/)(?:load[-_]?tests?|stress[-_]?tests?|perf(?:ormance)?[-_]?tests?|perf|chaos|locust|k6)/",
    re.IGNORECASE,
)
_TESTED_BY: Final = (
    "test",
    "perf",
    "benchmark",
    "locust",
    "k6",
    "artillery",
    "gatling",
    ".jmx",
    "chaos",
    "pact",
    "toxiproxy",
)
"""One of these stands in whatever the pattern finds, in small letters."""
_TESTERS: Final = frozenset(
    {
        "locust",
        "schemathesis",
        "pact",
        "toxiproxy",
        "chaoslib",
        "molotov",
        "aiperf",
        "genai_perf",
        "llmperf",
        "guidellm",
    }
)
_RUN: Final = regex(
    r"\blocust\b|\bk6 run\b|\baiperf\b|\bgenai-perf\b|\bguidellm\b|\bartillery run\b|\bschemathesis\b|\bpact\b|\btoxiproxy\b|\bvegeta\b|\bhey -|\bwrk -",
    re.IGNORECASE,
)
_FAR: Final = 1_000_000
_Waiting = tuple[HandledRequest, OutsideCall]
_KINDS: Final = {
    "http": "another service",
    "llm": "a language model",
    "store": "a feature store or cache",
    "database": "a database",
}


@rule(
    id="MON-026",
    category=Category.MONITORING,
    debt_type="robustness debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.LOW,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("containers", "ci", "files"),
    facets=(outside_calls,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per serving module."""
    rows, code, answered = facts.rows(outside_calls), facts.one(CodeBase), facts.one(PredictingRoutes)
    if code is None or not any(rows.values()) or _is_tested(facts, code):
        return
    predicting = (
        {(route.path, route.handler.scope) for route in answered.routes} if answered else set[tuple[str, str]]()
    )
    maturity = facts.one(RepositoryMaturity)
    is_live = maturity is None or maturity.value is Maturity.PRODUCTION
    kinds = _KINDS if is_live else {"llm": _KINDS["llm"]}
    found = _waiting(facts, rows, kinds, predicting)
    for path, calls in sorted(found.items()):
        told_of = _finding(path, [(place, *pair) for (place, _), pair in sorted(calls.items())])
        yield told_of if is_live else replace(told_of, severity=Severity.LOW)
    if not found:
        yield from _behind(facts)


def _waiting(
    facts: Facts, rows: Mapping[str, Sequence[OutsideCall]], kinds: Container[str], predicting: Set[tuple[str, str]]
) -> dict[str, dict[tuple[str, int], _Waiting]]:
    """Module that serves -> place of each bare call with the request that has the shortest way to it: others pass it by, too."""
    found: dict[str, dict[tuple[str, int], _Waiting]] = {}
    told: dict[tuple[str, int], str] = {}
    steps: dict[tuple[str, int], int] = {}
    requests = [one for one in facts.all(HandledRequest) if not one.handler.is_invoked]
    handlers = {(request.path, request.handler.scope) for request in requests}
    for request in requests:
        own = {step.function.qualname.rpartition(".")[2] for step in request.steps}
        itself = (request.path, request.handler.scope)
        for (path, scope), number in request.places().items():
            if (path, scope) in handlers and (path, scope) != itself:
                continue  # what another route waits for is said of that route
            for row in rows.get(path, ()):
                if row.scope != scope or row.kind not in kinds or row.has_timeout or row.is_retried:
                    continue
                if row.kind == "store" and row.shown.rpartition(".")[2] in own:
                    continue  # the project's own function of that name, which is looked into itself
                # A handler that asks a language model predicts by that; others must reach a model of their own.
                place = (path, row.line)
                if row.kind != "llm" and itself not in predicting:
                    continue
                if told.setdefault(place, request.path) == request.path and number < steps.get(place, _FAR):
                    steps[place] = number
                    found.setdefault(request.path, {})[place] = (request, row)
    return found


def _behind(facts: Facts) -> Iterator[Finding]:
    """Language models that no handler reaches by a way that can be followed: workers, chains made elsewhere."""
    for speaks in facts.all(LanguageApplication):
        bare = [
            (path, row)
            for path, row in speaks.asked
            if row.kind != "endpoint" and not row.is_local and not row.has_timeout
        ]
        if not speaks.services or not bare or len(bare) < len([row for _, row in speaks.asked if not row.is_local]):
            return
        path, row = bare[0]
        yield Finding(
            subject=file_subject(path),
            message=f"{path}:{row.line} asks a language model ({row.call}) for {speaks.services[0]} without a time limit of its own.",
            line=row.line,
            severity=Severity.LOW,
            evidence=tuple(
                Evidence(kind="line", path=p, line=one.line, ref=one.model or one.call) for p, one in bare[:6]
            ),
        )


def _is_tested(facts: Facts, code: CodeBase) -> bool:
    paths = [entry.path for entry in facts.all(FileEntry)]
    if matching(paths, _TESTED_BY, _TESTED) or ci_lines(facts, _RUN):
        return True
    return any(
        found.module.partition(".")[0] in _TESTERS for module in code.modules.values() for found in module.facts.imports
    )


def _finding(path: str, calls: Sequence[tuple[str, HandledRequest, OutsideCall]]) -> Finding:
    bare = [call for call in calls if not call[2].falls_back and call[2].kind != "store"]
    place, request, row = (bare or calls)[0]
    kinds = " and ".join(dict.fromkeys(_KINDS[one.kind] for _, _, one in calls))
    missing = "no time limit, fallback or load test" if bare else "no time limit or load test"
    return Finding(
        subject=file_subject(path),
        message=f"{request.shown} of {path} waits for {kinds} ({row.shown}): {missing}.",
        line=row.line if place == path else request.handler.line,
        evidence=(
            *(Evidence(kind="line", path=where, line=one.line, ref=one.kind) for where, _, one in calls[:6]),
            Evidence(
                kind="searched", excerpt="timeouts, retries and breakers of the calls; load, chaos and contract tests"
            ),
        ),
        severity=None if bare else Severity.LOW,
        occurrences=1.0,
    )
