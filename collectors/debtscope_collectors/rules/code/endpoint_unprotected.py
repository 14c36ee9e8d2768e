"""Prediction endpoint lets anybody in

Detects
-------
Services that answer with predictions and that strangers can reach: an Ingress, Route or VirtualService, a Service of type
LoadBalancer or NodePort, Cloud Run for allUsers or with --allow-unauthenticated (in CI, a script or a Makefile), an external Azure Container App, App Runner or an internet-facing load balancer of Terraform, a port that a compose file publishes at every
interface (low where nothing shows that the file is deployed: only who reaches the machine is in).
High where nothing was found that asks who is there: no security dependency, key, token or login in the service's code (and
what it imports, and the application that includes it; an import of one that its file never uses is none), no AuthorizationPolicy, authenticating annotation, gateway plugin,
authenticating proxy. Low where there is authentication but nothing bounds how often or how much, on ways that lead straight
in. EXPOSE and 0.0.0.0 alone show no way in: where a service asks nobody, and no manifest of the repository tells who reaches it, one
low item says so for all routes. Internal load balancers, ClusterIP services, health and metrics routes, ports of
one address, compose files for development are left out. What a gateway of another repository does is told with `gateway = "…"`
under `[profile]`.

Why it is debt
--------------
Whoever may ask a model as often as they like can copy it, map its limits, find out who was in its training data, or run up the
bill. Without identity no abuse can be told from use.

How to pay it down
------------------
Put it behind a gateway with keys, quotas and logging; round or cap scores where extraction matters.

Example
-------
Debt: an Ingress with a host, and FastAPI routes without `Depends(…)`.

Clean: an Istio AuthorizationPolicy in front; `Security(APIKeyHeader(…))` and slowapi in the service.

References
----------
- OWASP, API Security Top 10 (API2, API4); OWASP Machine Learning Security Top 10 (ML05, model theft)
- se-ml.github.io, practice 27
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    file_subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.commands import scripts
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.public_services import PublicService
from debtscope_collectors.joins.serving import HandledRequest

_AUTH = regex(r"auth|token|api_?key|login|credential|permission|session|password|current_user|require_", re.IGNORECASE)
_REACH = 4
"""Imports that are followed from a command's program to what trains."""
_SEARCHED = "security dependencies, keys, tokens and logins in the code; policies, annotations, gateways and proxies in the manifests"


@rule(
    id="COD-033",
    category=Category.CODE,
    debt_type="MLSecOps (model extraction, abuse)",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("python",),
    uses=("containers", "infrastructure", "ci", "references"),
)
def check(facts: Facts) -> Iterator[Finding]:
    unknown = [service for service in facts.all(PublicService) if not service.exposed]
    if unknown:
        yield _unknown(unknown)
    for service in facts.all(PublicService):
        if not service.exposed:
            continue
        direct = [way for way in service.exposed if way.is_direct]
        if not service.auth:
            yield _finding(
                service,
                "authentication" if service.limit else "authentication and limits",
                severity=None if direct else Severity.MEDIUM if service.is_deployed else Severity.LOW,
            )
        elif not service.limit and direct:
            yield _finding(service, "rate or size limits", severity=Severity.LOW)
    code = facts.one(CodeBase)
    guarded = {module for service in facts.all(PublicService) if service.auth for module, _, _ in service.routes}
    requests = [
        one
        for one in facts.all(HandledRequest)
        if code is not None and one.path not in guarded and not one.handler.is_invoked
    ]
    asking = {one.path for one in requests if one.handler.has_auth}
    for request in requests:
        if code is not None and request.path not in asking and not _asks_who(request):
            yield from _trains(code, request)


def _asks_who(request: HandledRequest) -> bool:
    return any(
        _AUTH.search(name) for step in request.steps for name in (*step.function.calls, *step.function.decorators)
    )


def _trains(code: CodeBase, request: HandledRequest) -> Iterator[Finding]:
    """A training that answering the request starts."""
    handler = request.handler
    line, what = None, ""
    for step in request.steps:
        site = next((s for s in code.modules[step.path].facts.training if s.scope == step.function.qualname), None)
        if site is not None:
            line, what = site.line, f"{site.name} at {step.path}:{site.line}"
            break
    files = frozenset(code.modules)
    for site in code.modules[request.path].facts.commands if not what else ():
        run = next((call.path for call in scripts(site.name, "", files)), "") if site.scope == handler.scope else ""
        if run and any(code.modules[p].facts.training for p in code.closure(run, _REACH) if p in code.modules):
            line, what = site.line, f"`{site.name[:60]}`"
    if what:
        yield Finding(
            subject=file_subject(request.path, handler.scope),
            title="Anybody who asks starts a training",
            line=line if line is not None and what.startswith("`") else handler.line,
            severity=Severity.MEDIUM,
            message=f"{request.shown} of {request.path} starts a training ({what}) for whoever asks; no authentication was found.",
            evidence=(
                Evidence(kind="line", path=request.path, line=handler.line, ref=f"route {request.shown}"),
                Evidence(kind="searched", ref=_SEARCHED, value="not found"),
            ),
            tier="auth",
            remediation="Take training out of the service, or ask who is there before it starts.",
        )


def _unknown(services: list[PublicService]) -> Finding:
    """Services that ask nobody, where nothing tells who reaches them."""
    routes = [route for service in services for route in service.routes]
    path, line, shown = routes[0]
    more = f" and {len(routes) - 1} more route{'s' if len(routes) > 2 else ''}" if len(routes) > 1 else ""
    answer = "answer" if more else "answers"
    return Finding(
        subject=Subject(kind="file", name=path, path=path),
        title="The service asks nobody who is there",
        message=f"{shown} of {path}{more} {answer} whoever reaches the port: the code asks for no key or login, and nothing in the repository stands before it.",
        line=line,
        evidence=(
            *(Evidence(kind="line", path=module, line=at, ref=f"route {route}") for module, at, route in routes[:6]),
            Evidence(kind="searched", ref=_SEARCHED, value="not found"),
        ),
        severity=Severity.LOW,
        confidence=Confidence.LOW,
        tier="auth",
        drivers=(Driver(name="served", value=0.3, unit="x", ref="nothing tells who reaches it"),),
    )


def _finding(service: PublicService, lacks: str, *, severity: Severity | None) -> Finding:
    way = min(service.exposed, key=lambda one: not one.is_direct)
    module, line, route = service.routes[0]
    more = f" and {len(service.routes) - 1} more" if len(service.routes) > 1 else ""
    kept = f", though somebody asks who is there ({service.auth})" if service.auth else ""
    return Finding(
        subject=Subject(kind="file", name=module, path=module),
        title=None if not service.auth else "Prediction endpoint has no rate limit",
        message=f"{route}{more} of {module} can be reached through {way.shown} without {lacks}{kept}.",
        line=line,
        evidence=(
            *(
                Evidence(kind="exposure", path=one.path, line=one.line, ref=one.kind, value=one.shown)
                for one in service.exposed[:6]
            ),
            *(
                Evidence(kind="line", path=path, line=at, ref=f"route {shown}")
                for path, at, shown in service.routes[:6]
            ),
            Evidence(kind="searched", ref=_SEARCHED, value="not found" if not service.auth else service.auth),
        ),
        severity=severity,
        tier="limits" if service.auth else "auth",
    )
