"""Prediction endpoint lets anybody in

Detects
-------
Services that answer with predictions and that strangers can reach: an Ingress, Route or VirtualService, a Service of type
LoadBalancer or NodePort, Cloud Run for allUsers or with --allow-unauthenticated (in CI, a script or a Makefile), an external Azure Container App, an Azure function with `authLevel: anonymous` (`function.json`, `AuthLevel.ANONYMOUS`), App Runner or an internet-facing load balancer of Terraform, a port that a compose file which is deployed publishes at every
interface (medium).
High where nothing was found that asks who is there: no security dependency, key, token or login in the service's code (and
what it imports, and the application that includes it; an import of one that its file never uses is none), no AuthorizationPolicy, authenticating annotation, gateway plugin,
authenticating proxy. A route that starts a training for whoever asks is medium.

What shows no way in is left alone: EXPOSE and 0.0.0.0, a service of which no manifest tells who reaches it, a compose file that nothing shows to be deployed (who starts it at home is alone with it). So are services
that ask who is there and bound nothing, since platforms bound their instances themselves; internal load balancers, ClusterIP services, health and metrics routes, ports of
one address, compose files for development. What a gateway of another repository does is told with `gateway = "…"`
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
    for service in facts.all(PublicService):
        if service.is_deployed and not service.auth:
            yield _finding(service)
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


def _finding(service: PublicService) -> Finding:
    """High where whoever knows the address is in; a published port may stand behind a firewall that nobody sees here."""
    lacks = "authentication" if service.limit else "authentication and limits"
    way = min(service.exposed, key=lambda one: not one.is_direct)
    module, line, route = service.routes[0]
    more = f" and {len(service.routes) - 1} more" if len(service.routes) > 1 else ""
    return Finding(
        subject=Subject(kind="file", name=module, path=module),
        message=f"{route}{more} of {module} can be reached through {way.shown} without {lacks}.",
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
            Evidence(kind="searched", ref=_SEARCHED, value="not found"),
        ),
        severity=None if way.is_direct else Severity.MEDIUM,
        tier="auth",
    )
