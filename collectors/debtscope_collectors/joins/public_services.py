"""Which model services strangers can reach, by what, and what stands in between."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.deployments import DeployedCompose, is_local_compose
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.images import is_development
from debtscope_collectors.joins.naming import words
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served import DEPTH, importers
from debtscope_collectors.joins.serving import PredictingRoutes
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.infrastructure.facts import FunctionTrigger, InfraResource
from debtscope_collectors.sources.python.open_functions import open_functions
from debtscope_collectors.sources.python.protections import Protection, protections
from debtscope_collectors.sources.references.facts import DeployLine

_OTHER: Final = regex(
    r"grafana|prometheus|mlflow|jaeger|kibana|elastic|front-?end|monitor|metrics|dashboard|streamlit|gradio|\bui\b|[-_]ui|postgres|mysql|redis|"
    r"mongo|minio|kafka|airflow|alert|exporter|admin|nginx|loki|jupyter|label-?studio|docs|web-?app|client|argocd|prefect|zookeeper|rabbit",
    re.IGNORECASE,
)
_DULL: Final = frozenset(
    {
        "service",
        "services",
        "ingress",
        "src",
        "app",
        "deployment",
        "k8s",
        "lb",
        "api",
        "ml",
        "model",
        "main",
        "public",
        "the",
        "py",
    }
)
_GUARDS: Final = regex(
    r"auth-(?:url|type|tls|signin|secret|realm)|whitelist-source-range|oauth2|external-?auth|iap|ip-?allow|source-ranges|authentication|internal|"
    r"access-group|jwt", re.IGNORECASE
)  # fmt: skip
_GATEWAYS: Final = regex(r"krakend|kong|apisix|tyk\b|ambassador|envoy|oauth2-?proxy|pomerium|authelia", re.IGNORECASE)
"""Products that stand before services and check tokens for them."""
_BACKENDS: Final = ("service.name", "serviceName", "destination.host", "to.name")
_THROTTLES: Final = regex(r"limit-(?:rps|rpm|connections|req)|rate-?limit|throttl|waf|usage_plan|quota", re.IGNORECASE)
_EVERYBODY: Final = regex(r"\ballUsers\b")
_DEFAULT: Final = regex(r"\$\{\w{1,80}:?-([^{}$]{0,80})\}|\$\{\w{1,80}[^{}]{0,80}\}|\$\w{1,80}")
_FUNCTION_OF_AZURE: Final = "anonymous function"
_LOOPBACK: Final = ("127.", "localhost", "[::1]")


@frozen
class Exposed:
    """One way from outside to a service."""

    kind: str
    """`Ingress`, `LoadBalancer`, `NodePort`, `published port`, `allUsers`, `--allow-unauthenticated`, `anonymous function`."""
    name: str
    path: str
    line: int | None
    shown: str
    """`Ingress churn.example.com`, `port 8000 of docker-compose.prod.yml` …"""
    is_direct: bool
    """Whoever knows the address is in; a published port may stand behind a firewall that nobody sees here."""
    is_deployed: bool = True
    """False for a compose file that nothing shows to be deployed: whoever reaches the machine on which it is started is in."""


@frozen
class PublicService:
    """One service that answers with predictions and is reachable from outside, or of which nothing tells how it is reached."""

    modules: tuple[str, ...]
    exposed: tuple[Exposed, ...]
    """Empty where no manifest of the repository shows a way or decides that there is none; its code asks nobody then."""
    auth: str
    """What asks who is there; `` where nothing was found."""
    limit: str
    """What bounds how often; `` where nothing was found."""
    routes: tuple[tuple[str, int, str], ...]
    """(module, line, route) of its predicting routes."""

    @property
    def is_deployed(self) -> bool:
        """Some way to it belongs to a deployment."""
        return any(one.is_deployed for one in self.exposed)


@join(PublicService, facets=(protections, open_functions))
def public_services(facts: Facts) -> Iterator[PublicService]:
    """Services with a way to them, and those that ask nobody where nothing tells of a way or of what stands in between, by path."""
    code, routes = facts.one(CodeBase), facts.one(PredictingRoutes)
    if code is None or routes is None:
        return
    found = facts.rows(protections)
    groups: dict[str, list[str]] = {}
    for path in sorted({route.path for route in routes.routes if not route.handler.is_invoked}):
        groups.setdefault(_home(code, path), []).append(path)
    ways = list(_ways(facts))
    guard, throttle = _between(facts)
    for home, modules in sorted(groups.items()):
        mine = tuple(one for one in ways if _leads(facts, code, one, home, modules, alone=len(groups) == 1))
        near = {p for path in modules for p in code.closure(path, DEPTH)} | set(importers(code, modules))
        signs = [sign for path in sorted(near) for sign in found.get(path, ())]
        handlers = [route for route in routes.routes if route.path in modules and not route.handler.is_invoked]
        has_own = all(route.handler.has_auth for route in handlers)
        auth = (
            ("its handlers' own dependencies" if has_own else _first(signs, "auth"))
            or guard
            or _asks_key(facts, modules)
        )
        if not mine and (auth or any(not _is_foreign(facts, one) for one in ways) or _is_placed(facts)):
            continue
        handlers = handlers if mine else [route for route in handlers if route.handler.route]
        if handlers:
            yield PublicService(
                modules=tuple(modules), exposed=tuple(one for one in mine if one.is_deployed) or mine, auth=auth,
                limit=_first(signs, "limit") or throttle,
                routes=tuple((route.path, route.handler.line, route.shown) for route in handlers),
            )  # fmt: skip


def _asks_key(facts: Facts, modules: list[str]) -> str:
    """The trigger by which an Azure function asks for a key, as it does where it tells nothing."""
    keyed = (one.path for one in facts.all(FunctionTrigger) if one.script in modules and one.level != "anonymous")
    return next(keyed, "")


def _is_own(one: InfraResource) -> bool:
    """A compose service that is built here; the others are databases and tools beside it."""
    return any(setting.key.partition(".")[0] == "build" for setting in one.settings)


def _is_foreign(facts: Facts, way: Exposed) -> bool:
    """A port of somebody else's image: it leads to no code of the repository."""
    return way.kind == "published port" and not any(
        _is_own(one)
        for one in facts.all(InfraResource)
        if one.tool == "compose" and (one.path, one.name) == (way.path, way.name)
    )


def _is_placed(facts: Facts) -> bool:
    """A manifest of the repository decides who reaches its services: none that shows a way shows one."""
    return any(
        (one.tool == "kubernetes" and one.type in ("Service", "Ingress", "InferenceService", "NetworkPolicy"))
        or (one.tool == "compose" and _is_own(one) and not (is_aside(one.path) or is_local_compose(one.path)))
        or one.tool in ("nginx", "terraform")
        for one in facts.all(InfraResource)
        if not is_development(one.path)
    )


def _first(signs: list[Protection], kind: str) -> str:
    return next((sign.name for sign in signs if sign.kind == kind), "")


def _home(code: CodeBase, path: str) -> str:
    """What runs a module: its entry, that of the nearest module which imports it, else its folder."""
    for one in (path, *importers(code, [path])):
        entry = code.modules[one].entry or ""
        if entry.startswith("docker:"):
            return entry
    return posixpath.dirname(path)


_KEPT_IN: Final = regex(
    r"deploy|docker|compose|infra|\bops\b|container|local|prod|stag|env|script|build|k8s|server|service|api|app",
    re.IGNORECASE,
)
_FUNCTION: Final = regex(r"\bgcloud (?:beta )?functions\b")
"""A function is one entry by itself: it opens no service of the repository."""


def _ways(facts: Facts) -> Iterator[Exposed]:
    deployed = facts.one(DeployedCompose)
    for one in facts.all(InfraResource):
        if is_development(one.path):
            continue
        if one.tool == "kubernetes":
            yield from _cluster(one)
        elif one.tool == "compose" and deployed is not None:
            if one.path in deployed.paths or not (is_local_compose(one.path) or is_aside(one.path)):
                yield from _published(one, is_deployed=one.path in deployed.paths)
        elif "run" in one.type and "_iam_" in one.type and any(_EVERYBODY.search(s.value) for s in one.settings):
            yield Exposed(
                kind="allUsers",
                name=one.name,
                path=one.path,
                line=one.line,
                shown=f"Cloud Run for allUsers ({one.path})",
                is_direct=True,
            )
        elif one.tool == "terraform" and (kind := _of_cloud(facts, one)):
            yield Exposed(
                kind=kind, name=one.name, path=one.path, line=one.line, shown=f"{kind} {one.name} ({one.path})", is_direct=True
            )  # fmt: skip
    yield from _functions(facts)
    said = [(flow.path, command.line, command.text) for flow in facts.all(CiWorkflow) for command in flow.commands]
    said += [(step.path, step.line, step.text) for step in facts.all(DeployLine) if not is_aside(step.path)]
    for path, line, text in said:
        if "--allow-unauthenticated" in text and not _FUNCTION.search(text):
            yield Exposed(
                kind="--allow-unauthenticated", name=text[:200], path=path, line=line,
                shown=f"--allow-unauthenticated in {path}", is_direct=True,
            )  # fmt: skip


def _functions(facts: Facts) -> Iterator[Exposed]:
    """Azure's functions that answer whoever knows their address, by their code or by the file beside it."""
    code = facts.one(CodeBase)
    open_ones = [(one.script, one.path, one.line) for one in facts.all(FunctionTrigger) if one.level == "anonymous"]
    open_ones += [(path, path, rows[0].line) for path, rows in sorted(facts.rows(open_functions).items()) if rows]
    for script, path, line in open_ones:
        if code is not None and script in code.modules and not is_aside(path):
            yield Exposed(
                kind=_FUNCTION_OF_AZURE, name=script, path=path, line=line,
                shown=f"the Azure function of {path} (authLevel anonymous)", is_direct=True,
            )  # fmt: skip


def _of_cloud(facts: Facts, one: InfraResource) -> str:
    """The kind of a resource of Terraform's by which a cloud lets everybody in; `` for others."""
    if one.type == "azurerm_container_app" and one.value("ingress.external_enabled") == "true":
        restricted = any("ip_security_restriction" in setting.key for setting in one.settings)
        return "" if restricted else "external Container App"
    if one.type == "aws_apprunner_service":
        private = any(s.key.endswith("is_publicly_accessible") and s.value == "false" for s in one.settings)
        return "" if private else "App Runner"
    if one.type in ("aws_lb", "aws_alb") and one.value("internal") == "false":
        groups = [other for other in facts.all(InfraResource) if other.type.startswith("aws_security_group")]
        groups += [other for other in facts.all(InfraResource) if other.type == "aws_vpc_security_group_ingress_rule"]
        is_open = any("0.0.0.0/0" in setting.value for other in groups for setting in other.settings)
        return "load balancer" if is_open or not groups else ""
    return ""


def _cluster(one: InfraResource) -> Iterator[Exposed]:
    if one.type in ("Ingress", "Route", "HTTPRoute", "VirtualService"):
        if _GUARDS.search(" ".join(f"{s.key} {s.value}" for s in one.settings if s.key.startswith("annotations"))):
            return
        if any(_GATEWAYS.search(s.value) for s in one.settings if s.key.endswith(_BACKENDS)):
            return  # a product that asks who is there, or does not: its own settings say it
        host = one.value("host") or next((s.value for s in one.settings if s.key.endswith("hosts")), "") or one.name
        names = " ".join(
            (
                one.name,
                *(s.value for s in one.settings if s.key.endswith(_BACKENDS)),
            )
        )
        yield Exposed(
            kind=one.type, name=names, path=one.path, line=one.line, shown=f"{one.type} {host}", is_direct=True
        )
    elif one.type == "Service" and (kind := one.value("type")) in ("LoadBalancer", "NodePort"):
        if any(
            "internal" in f"{s.key} {s.value}".lower() for s in one.settings if s.key.startswith("annotations")
        ) or one.all("loadBalancerSourceRanges"):
            return
        yield Exposed(
            kind=kind,
            name=one.name,
            path=one.path,
            line=one.line,
            shown=f"{kind} {one.name}",
            is_direct=kind == "LoadBalancer",
        )


def _published(one: InfraResource, *, is_deployed: bool) -> Iterator[Exposed]:
    for setting in one.settings:
        if setting.key == "ports" and (port := _port(setting.value)):
            yield Exposed(
                kind="published port", name=one.name, path=one.path, line=setting.line,
                shown=f"port {port} of {one.path}", is_direct=False, is_deployed=is_deployed,
            )  # fmt: skip
            return


def _port(value: str) -> str:
    """The host's port that every interface answers at; `` where one address is named, or none that is known."""
    parts = _DEFAULT.sub(lambda found: found[1] or "*", value).split(":")
    if len(parts) < 2 or value.startswith(_LOOPBACK):
        return ""
    if len(parts) > 2 and parts[0] not in ("0.0.0.0", ""):
        return ""
    return parts[-2] if parts[-2] != "*" else parts[-1]


def _leads(facts: Facts, code: CodeBase, way: Exposed, home: str, modules: list[str], *, alone: bool) -> bool:
    """Whether a way leads to the service: it builds or starts it, it is called like it, or there is no other it could lead to."""
    if way.kind == _FUNCTION_OF_AZURE:
        return way.name in modules
    if way.kind == "published port":
        spec = next(
            (s for s in facts.all(ContainerSpec) if s.kind == "compose" and s.path == way.path and s.name == way.name),
            None,
        )
        if spec is not None and spec.is_local:
            context = posixpath.normpath(
                posixpath.join(posixpath.dirname(spec.path), spec.copies[0] if spec.copies else ".")
            )
            built = posixpath.normpath(posixpath.join(context, spec.dockerfile or "Dockerfile"))
            command = " ".join(spec.started)
            if home == f"docker:{built}" or _starts(facts, built, modules):
                return not _OTHER.search(way.name)
            return home == f"docker:{spec.path}" and any(
                posixpath.basename(m)[:-3] in command for m in importers(code, modules) + tuple(modules)
            )
        project = _project(way.path)
        if project and not any(module.startswith(f"{project}/") for module in modules):
            return False
    names = [name for name in way.name.split() if not _OTHER.search(name)]  # an Ingress may lead to several
    if not names:
        return False
    told = {word for name in names for word in words(name)} - _DULL
    foreign = way.kind == "published port" and _is_foreign(facts, way)
    mine = {
        word
        for path in (*(() if foreign else (home.removeprefix("docker:"),)), *modules)
        for part in path.split("/")[
            -2 if foreign else 0 :
        ]  # somebody else's image has the project's name in common with it
        for word in words(part.partition(".")[0])
    } - _DULL
    return alone if way.kind != "published port" else bool(told & mine) or (alone and "api" in words(way.name))


def _project(compose: str) -> str:
    """The folder whose services a compose file starts, above the folders in which such files are kept; `` for the whole repository."""
    parts = compose.split("/")[:-1]
    while parts and _KEPT_IN.search(parts[-1]):
        parts.pop()
    return "/".join(parts)


def _starts(facts: Facts, dockerfile: str, modules: list[str]) -> bool:
    """Whether an image starts one of the modules, which another image may start as well: `uvicorn src.serve:app`."""
    spec = next((s for s in facts.all(ContainerSpec) if s.kind == "dockerfile" and s.path == dockerfile), None)
    said = " ".join(spec.started) if spec is not None else ""
    return any(f"{path.removesuffix('.py').replace('/', '.')}:" in said for path in modules)


def _between(facts: Facts) -> tuple[str, str]:
    """(what asks who is there, what bounds how often), for every service alike: meshes, gateways, proxies."""
    if declared := facts.settings.profile.gateway:
        return declared, declared
    guard = throttle = ""
    for one in facts.all(InfraResource):
        if one.tool == "kubernetes":
            if one.type in ("AuthorizationPolicy", "RequestAuthentication"):
                guard = guard or f"{one.type} {one.name}"
            told = f"{one.value('plugin')} " + " ".join(
                f"{s.key} {s.value}" for s in one.settings if s.key.startswith("annotations")
            )
            throttle = throttle or (one.name if _THROTTLES.search(told) else "")
            if one.type == "KongPlugin" and re.search(r"key-auth|jwt|oauth2|basic-auth|acl", told):
                guard = guard or f"KongPlugin {one.name}"
        elif one.tool == "nginx":
            keys = {s.key for s in one.settings if s.value != "off"}
            guard = guard or (
                one.path if keys & {"auth_basic", "auth_request", "auth_jwt", "ssl_verify_client", "deny"} else ""
            )
            throttle = throttle or (one.path if keys & {"limit_req", "limit_conn"} else "")
        elif one.tool == "compose" and re.search(
            r"oauth2-proxy|authelia|authentik|/kong|pomerium|keycloak", one.value("image")
        ):
            guard = guard or f"{one.name} in {one.path}"
        elif one.tool == "terraform":
            if one.type == "aws_lb_listener" and any(
                "authenticate" in s.key or "authenticate" in s.value for s in one.settings
            ):
                guard = guard or f"{one.type}.{one.name}"
            if "_function_app" in one.type and any(s.key.startswith("auth_settings") for s in one.settings):
                guard = guard or f"{one.type}.{one.name}"
            if re.search(r"_iap_|wafv2|api_gateway_authorizer|cognito_user_pool|apigatewayv2_authorizer", one.type):
                guard = guard or f"{one.type}.{one.name}"
            throttle = throttle or (one.name if _THROTTLES.search(one.type) else "")
    return guard, throttle
