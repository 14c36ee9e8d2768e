"""No stress or failure test for what a prediction depends on

Detects
-------
A service whose way to an answer leaves the process by a request that waits for ever: HTTP by a client that sets no limit of its own, without a time limit and
without a retry or circuit breaker, on the way to a prediction, while the repository has no load, chaos or contract test
(Locust, k6, Artillery, Gatling, JMeter, AIPerf, `perf` scripts, Pact, Schemathesis, Toxiproxy). Low where a `try` goes on without the
answer, and where nothing shows yet that the service runs for others; medium elsewhere. Calls that several services reach are told once. What the library limits by
itself (httpx), what boto3 repeats by itself, databases and caches beside the service, and the clients of language models, all of which
give up and try again by themselves, are left out. A missing timeout alone, wherever it is, is ruff's S113. One item per serving module.

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
from collections.abc import Iterator, Mapping, Sequence, Set
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
    for path, calls in sorted(_waiting(facts, rows, predicting).items()):
        told_of = _finding(path, [(place, *pair) for (place, _), pair in sorted(calls.items())])
        yield told_of if is_live else replace(told_of, severity=Severity.LOW)


def _waiting(
    facts: Facts, rows: Mapping[str, Sequence[OutsideCall]], predicting: Set[tuple[str, str]]
) -> dict[str, dict[tuple[str, int], _Waiting]]:
    """Module that serves -> place of each bare call with the request that has the shortest way to it: others pass it by, too."""
    found: dict[str, dict[tuple[str, int], _Waiting]] = {}
    told: dict[tuple[str, int], str] = {}
    steps: dict[tuple[str, int], int] = {}
    requests = [one for one in facts.all(HandledRequest) if not one.handler.is_invoked]
    handlers = {(request.path, request.handler.scope) for request in requests}
    for request in requests:
        itself = (request.path, request.handler.scope)
        if itself not in predicting:
            continue
        for (path, scope), number in request.places().items():
            if (path, scope) in handlers and (path, scope) != itself:
                continue  # what another route waits for is said of that route
            for row in rows.get(path, ()):
                if row.scope != scope or row.kind != "http" or row.has_timeout or row.is_retried:
                    continue
                place = (path, row.line)
                if told.setdefault(place, request.path) == request.path and number < steps.get(place, _FAR):
                    steps[place] = number
                    found.setdefault(request.path, {})[place] = (request, row)
    return found


def _is_tested(facts: Facts, code: CodeBase) -> bool:
    paths = [entry.path for entry in facts.all(FileEntry)]
    if matching(paths, _TESTED_BY, _TESTED) or ci_lines(facts, _RUN):
        return True
    return any(
        found.module.partition(".")[0] in _TESTERS for module in code.modules.values() for found in module.facts.imports
    )


def _finding(path: str, calls: Sequence[tuple[str, HandledRequest, OutsideCall]]) -> Finding:
    bare = [call for call in calls if not call[2].falls_back]
    place, request, row = (bare or calls)[0]
    missing = "no time limit, fallback or load test" if bare else "no time limit or load test"
    return Finding(
        subject=file_subject(path),
        message=f"{request.shown} of {path} waits for another service ({row.shown}): {missing}.",
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
