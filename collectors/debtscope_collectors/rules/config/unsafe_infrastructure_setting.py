"""Infrastructure left open or without a net

Detects
-------
In Terraform: ingress from 0.0.0.0/0 (or ::/0, `*`) on other ports than 80 and 443; buckets and storage accounts open to
everybody, or whose public access block is switched off; databases that are publicly accessible, unencrypted, without backups,
deletion protection or a last snapshot; `force_destroy` (not of what is named for staging, logs or tests); certificates that nobody checks; policies that allow every action on every resource. In Kubernetes:
privileged containers, the host's network or processes, the Docker socket, roles that may do everything, databases, trackers
and object stores whose data lies in the container. In compose: the same, databases that trust everybody or take empty
passwords, dashboards and search engines whose login is switched off. Only settings that are written down count: variables and
missing lines are not judged, but for the missing volume. Of compose files those count whose name or CI shows that they
are deployed, a database in a file also elsewhere: on a developer's machine who reaches the port sits there. Services bound to loopback, agents that watch containers, and files for development, tests and examples, are left out; so is what a published library offers its users to start from and its CI does not apply. Default passwords are
told by `secret-in-repo`. One item a resource (services that several compose files describe alike are one, and so are services that all have one and the same fault); one (medium) for the secrets by which a service tells who may call it (keys that sign sessions and tokens, the first administrator's password,
the service's own API key; not what it sends as a client of others) and that have a default in its code (of Django also a `SECRET_KEY` that is a constant of the settings which its server loads, where an image is built and sessions or logins are installed), and for the addresses with a password in them that
services and jobs fall back to; and one
for the databases, caches, trackers and consoles that compose files publish on every address, or a Service behind a load balancer, with no password
(Redis, Qdrant, Chroma, MLflow …) or with one that stands in it. A service in the code that lets pages of every origin call it with
credentials (CORS), where it sets cookies or asks for a basic login, is an item of its own; so is a database in a file (SQLite, Chroma) that requests write and that no volume of the service that is built from its folder holds
(where the image stands alone: none of any manifest, page or command of CI), unless a database server or a setting of the service shows another place.

Why it is debt
--------------
What is open is found by scanners within hours. What has no backup or volume is gone with the first restart or `destroy`, and
with it runs, models and labels that nobody can make again.

How to pay it down
------------------
Close it to the network that needs it, least privilege instead of `*`, state on a volume with a backup that was restored once.

Example
-------
Debt: `cidr_blocks = ["0.0.0.0/0"]` on port 5000 (MLflow).

Clean: `cidr_blocks = var.office_cidrs`; `deletion_protection = true`.

References
----------
- CIS benchmarks for AWS, Google Cloud and Kubernetes
- Terraform, AWS provider: aws_security_group, aws_db_instance, aws_s3_bucket_public_access_block
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

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
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.ci_texts import saying
from debtscope_collectors.joins.default_secrets import DefaultSecret, said
from debtscope_collectors.joins.deployments import DeployedCompose
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.firewalls import only_web, ports_beside
from debtscope_collectors.joins.images import is_development, repository
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.lost_state import LostState
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.published_stores import PublishedStore, where
from debtscope_collectors.joins.together import together
from debtscope_collectors.joins.visitors import remembers_visitors
from debtscope_collectors.sources.infrastructure.facts import InfraResource, InfraSetting
from debtscope_collectors.sources.python.cors import open_cors

_WORLD = regex(r"(?<![\d.])0\.0\.0\.0/0|::/0|^\*$|^Internet$")
_FIREWALLS = regex(r"^(?:aws_security_group|aws_security_group_rule|aws_vpc_security_group_ingress_rule|google_compute_firewall|"
                        r"azurerm_network_security_rule|azurerm_network_security_group|openstack_networking_secgroup_rule_v2)$")  # fmt: skip
_SOURCES = (
    "cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6", "source_ranges", "source_address_prefix", "remote_ip_prefix",
)  # fmt: skip
_SWITCHES = {"force_destroy": "true", "is_ssl_verify_disabled": "true", "is_certificate_validation_enabled": "false", "insecure_skip_tls_verify": "true"}  # fmt: skip
_PASSING = regex(r"(?i)(?:^|[-_ ./])(?:staging|stage|te?mp|scratch|logs?|cache|tests?|dev|sandbox)(?:[-_ ./]|$)")
"""What may go with the rest: nobody makes a backup of it."""
_DATABASES = regex(
    r"^(?:aws_db_instance|aws_rds_cluster|aws_redshift_cluster|aws_elasticache|google_sql_database_instance|azurerm_\w*sql\w*server|aws_docdb_cluster)"
)
_STORES = regex(r"^(?:aws_s3_bucket|google_storage_bucket|azurerm_storage_account|aws_ecr_repository)")
_EVERYBODY = regex(r"\ballUsers\b|\ballAuthenticatedUsers\b")
_ACTION = regex(r"\bActions?\"?\s*[=:]\s*\[?\s*\"\*\"", re.IGNORECASE)
_RESOURCE = regex(r"\bResources?\"?\s*[=:]\s*\[?\s*\"\*\"", re.IGNORECASE)
_DENIES = regex(r"\bEffect\"?\s*[=:]\s*\"Deny\"", re.IGNORECASE)
_CLIENT = regex(
    r"^\s*(?:/bin/)?(?:ba)?sh[ \t]+[\w./-]{1,100}$|\b(?:pg_isready|psql|createdb|pg_dump|mysqladmin|mongosh|redis-cli|mc (?:alias|mb|admin|config))\b"
)
_KEEPS_STATE = frozenset(
    {"postgres", "postgresql", "postgis", "timescaledb", "pgvector", "mysql", "mariadb", "mongo", "mongodb", "minio", "mlflow", "qdrant",
     "weaviate", "milvus", "elasticsearch", "opensearch", "influxdb", "neo4j"}
)  # fmt: skip
_AGENTS = regex(
    r"cadvisor|node-exporter|node_exporter|promtail|traefik|watchtower|portainer|datadog|fluent|vector|alloy|telegraf|filebeat|nvidia/"
)
"""What watches or steers containers needs the host by its nature."""
_TRACKS = regex(r"\bmlflow\b.{0,40}\b(?:server|ui)\b")
_REMOTE_STORE = regex(r"backend-store-uri[ =](?:postgres|mysql|mssql|\$)|MLFLOW_BACKEND_STORE_URI")
_EMPTY = {
    "POSTGRES_HOST_AUTH_METHOD": ("trust",), "MYSQL_ALLOW_EMPTY_PASSWORD": ("yes", "true", "1"), "ALLOW_EMPTY_PASSWORD": ("yes", "true", "1"),
    "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD": ("yes", "true", "1"),
}  # fmt: skip
_LOGIN_OFF = {
    "GF_AUTH_ANONYMOUS_ENABLED": ("true", "1"), "xpack.security.enabled": ("false",), "DISABLE_SECURITY_PLUGIN": ("true",),
    "plugins.security.disabled": ("true",), "AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED": ("true",),
}  # fmt: skip
_TOKENLESS = regex(r"(?:NotebookApp|ServerApp|IdentityProvider)\.token=(?:''|\"\"|\s|$)")
_SOCKET = "docker.sock"
_APPLIES = {
    "terraform": regex(r"\b(?:terraform|tofu|terragrunt)\b[^&;|]{0,100}\bapply\b"),
    "kubernetes": regex(r"\bkubectl apply\b|\bhelm upgrade\b"),
    "compose": regex(r"\bcompose\b[^&;|]{0,100}\bup\b|\bstack deploy\b"),
}


@frozen
class _Fault:
    setting: str
    value: str
    line: int | None
    severity: Severity
    path: str = ""


@rule(
    id="CFG-036",
    category=Category.CONFIG,
    debt_type="security debt",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("files",),
    uses=("infrastructure", "containers", "ci", "python", "config", "docs", "secrets"),
    facets=(open_cors,),
)
def check(facts: Facts) -> Iterator[Finding]:
    deployed, code = facts.one(DeployedCompose), facts.one(CodeBase)
    told: set[tuple[str, str, int]] = set()
    found: dict[tuple[object, ...], Finding] = {}
    # what a library offers its users to start from they close when they take it over
    applied = {tool for tool, said in _APPLIES.items() if code is None or not code.is_library or saying(facts, said)}
    for resource in facts.all(InfraResource):
        if is_development(resource.path) or resource.tool not in applied:
            continue
        judge = {"terraform": _terraform, "kubernetes": _kubernetes, "compose": _compose}[resource.tool]
        # services that share an anchor share its lines: they are told once
        faults = [
            one for one in judge(resource) if one.line is None or (resource.path, one.setting, one.line) not in told
        ]
        told.update((resource.path, one.setting, one.line) for one in faults if one.line is not None)
        if faults:
            local = resource.tool == "compose" and (deployed is None or resource.path not in deployed.paths)
            if local:
                continue  # a developer's own machine, where what is open is reached by who sits there
            finding = _finding(resource, faults)
            alike = (
                resource.tool,
                resource.name,
                finding.severity,
                *sorted((one.setting, one.value) for one in faults),
            )
            key = alike if resource.tool == "compose" else (resource.path, resource.type, *alike)
            found[key] = _joined(found[key], finding) if key in found else finding
    yield from _same_habits(found.values())
    if secrets := facts.all(DefaultSecret):
        yield _defaults(secrets)
    stores = [one for one in facts.all(PublishedStore) if one.is_balanced or (deployed and one.path in deployed.paths)]
    if stores and (code is None or not code.is_library):
        yield _published(stores)
    yield from together(
        list(_any_site(facts, code)),
        "services open to every site",
        "{n} services ({first}) let pages of every origin call them with their visitors' credentials.",
    )
    yield from (_lost(one) for one in facts.all(LostState))


def _same_habits(found: Iterable[Finding]) -> Iterator[Finding]:
    """Services of compose files that all have one and the same fault are one decision, whatever files they stand in."""
    habits: dict[tuple[str, ...], list[Finding]] = {}
    for one in found:
        settings = sorted(f"{fact.ref} = {fact.value}" for fact in one.evidence)
        is_service = (one.subject.symbol or "").startswith("service.")
        key = (str(one.severity), *dict.fromkeys(settings)) if is_service else (one.subject.name, one.message)
        habits.setdefault(key, []).append(one)
    for (_, *told), ones in habits.items():
        yield from together(ones, f"services: {', '.join(told)}", f"{{n}} services ({{first}}) have {', '.join(told)}.")


def _joined(first: Finding, copy: Finding) -> Finding:
    """One service that two compose files describe alike: one decision."""
    return replace(
        first, evidence=(*first.evidence, *copy.evidence)[:20], occurrences=first.occurrences + copy.occurrences
    )


def _lost(one: LostState) -> Finding:
    """What requests write into a layer that the next deployment throws away."""
    place = f"service {one.service} of {one.by}" if one.service else f"the image of {one.by}"
    none = "none of its volumes holds" if one.service else "nothing in the repository gives a volume for"
    return Finding(
        subject=Subject(
            kind="resource", name=f"{one.by}|{one.state.target}", path=one.by, symbol=f"state {one.state.target}"
        ),
        title="A database lives in the container's own layer",
        message=f"Requests write {one.state.kind} at {one.state.target} ({one.path}:{one.state.line}) in {place}, and {none} it: every deployment begins empty.",
        line=one.line,
        severity=Severity.MEDIUM if one.service else Severity.LOW,
        confidence=Confidence.MEDIUM,
        evidence=(
            Evidence(kind="line", path=one.path, line=one.state.line, ref=one.state.kind, value=one.state.target),
            Evidence(kind="config", path=one.by, line=one.line, ref="volumes", value="none at or above it"),
        ),
        remediation="Mount a named volume at the database's folder and back it up, or use a database server beside the service.",
    )


def _any_site(facts: Facts, code: CodeBase | None) -> Iterator[Finding]:
    """Services that any page may call in the name of who looks at it."""
    if code is None or not remembers_visitors(code):
        return  # without a cookie or a login of the browser's there are no credentials that another page could use
    for path, rows in sorted(facts.rows(open_cors).items()):
        module = code.modules.get(path) if not code.is_library else None
        if rows and module is not None and module.is_own and not is_aside(path):
            yield Finding(
                subject=file_subject(path, "CORS"),
                title="Any site may call the service with credentials",
                message=f"{path}:{rows[0].line} lets pages of every origin call the service with their visitors' credentials.",
                line=rows[0].line,
                severity=Severity.MEDIUM,
                evidence=tuple(Evidence(kind="line", path=path, line=row.line, ref="CORS") for row in rows[:5]),
                remediation="Name the origins that need it, from the settings; or leave credentials out.",
            )


def _published(stores: Sequence[PublishedStore]) -> Finding:
    """One item for all: who starts the file on a machine with an address opens them."""
    first = stores[0]
    names = list(
        dict.fromkeys(
            f"{one.name} ({one.port}, {'password in the file' if one.has_password else 'no password'})"
            for one in stores
        )
    )
    more = len({one.path for one in stores}) - 1
    also = f" and {more} more file{'s' if more > 1 else ''}" if more else ""
    return Finding(
        subject=Subject(kind="resource", name="published stores", path=first.path, symbol="published stores"),
        title="Databases are published and open",
        message=f"{first.path}{also} publish{'' if more else 'es'} {listed(names, 4)} {where(stores)}.",
        line=first.line,
        severity=Severity.MEDIUM,
        confidence=Confidence.MEDIUM,
        evidence=tuple(
            Evidence(kind="config", path=one.path, line=one.line, ref=f"{one.name}: ports", value=one.port)
            for one in stores[:20]
        ),
        occurrences=float(len(stores)),
        remediation="Drop the published ports, or bind them to 127.0.0.1; give passwords from the environment without a default.",
    )


def _defaults(secrets: Sequence[DefaultSecret]) -> Finding:
    """One item for the service: whoever starts it without these variables starts it open."""
    first = secrets[0]
    return Finding(
        subject=Subject(kind="repo", name="default secrets", path=first.path),
        title="Service starts with secrets that all can read",
        message=said(secrets),
        line=first.line,
        severity=Severity.MEDIUM,
        confidence=Confidence.MEDIUM,
        evidence=tuple(
            Evidence(kind="line", path=one.path, line=one.line, ref=one.name, value=one.told) for one in secrets[:20]
        ),
        occurrences=float(len(secrets)),
        remediation="Drop the default, so that the service does not start without the secret; give it from a secret store.",
    )


def _finding(resource: InfraResource, faults: list[_Fault]) -> Finding:
    order = list(Severity)
    worst = max((fault.severity for fault in faults), key=order.index)
    told = [f"{fault.setting} = {fault.value}" if fault.value else fault.setting for fault in faults]
    label = f"{resource.type}.{resource.name}" if resource.tool == "terraform" else f"{resource.type} {resource.name}"
    return Finding(
        subject=Subject(kind="resource", name=f"{resource.path}|{resource.name}", path=resource.path, symbol=f"{resource.type}.{resource.name}"),
        message=f"{label} in {resource.path}: {listed(told, 4)}.",
        line=next((fault.line for fault in faults if fault.line), resource.line),
        evidence=tuple(
            Evidence(kind="config", path=resource.path, line=fault.line or resource.line, ref=fault.setting, value=fault.value or "missing")
            for fault in faults[:20]
        ),
        severity=None if worst is Severity.HIGH else worst,
        confidence=Confidence.MEDIUM if any(not fault.value for fault in faults) else None,
        occurrences=float(len(faults)),
    )  # fmt: skip


def _terraform(resource: InfraResource) -> Iterator[_Fault]:
    kind = resource.type
    if _FIREWALLS.match(kind):
        yield from _firewall(resource)
    if _STORES.match(kind) or "_iam_" in kind:
        yield from _store(resource)
    if _DATABASES.match(kind):
        yield from _database(resource)
    passing = _PASSING.search(f"{resource.name} {resource.value('name')} {resource.value('bucket')}") is not None
    for key, value in _SWITCHES.items():
        if key == "force_destroy" and passing:
            continue
        yield from (_fault(one, Severity.MEDIUM) for one in resource.all(key) if one.value == value)
    every = [one.line or 0 for one in resource.all("ingress_security_rules.protocol") if one.value == "all"]
    for one in resource.all("ingress_security_rules.source") if every else ():
        if one.value in ("0.0.0.0/0", "::/0") and any(abs((one.line or -9) - line) < 4 for line in every):
            yield _fault(one, setting="ingress of every port from")
    if "policy" in kind and not kind.startswith("azurerm"):
        yield from _policy(resource)


def _fault(one: InfraSetting, severity: Severity = Severity.HIGH, setting: str = "") -> _Fault:
    value = " ".join(one.value.split())
    return _Fault(
        setting=setting or one.key.rpartition(".")[2],
        value=value if len(value) <= 60 else f"{value[:59]}…",
        line=one.line,
        severity=severity,
    )


def _firewall(resource: InfraResource) -> Iterator[_Fault]:
    """Rules that let the world in; blocks are told apart by the order in which their settings stand."""
    if (
        resource.value("type") == "egress"
        or resource.value("direction").upper() in ("EGRESS", "OUTBOUND")
        or resource.value("access") == "Deny"
    ):
        return
    low = high = protocol = ""
    for one in sorted(resource.settings, key=lambda setting: setting.line or 0):
        last = one.key.rpartition(".")[2]
        if one.key.startswith(("egress.", "deny.")):
            continue
        if last in ("from_port", "port_range_min"):
            low = one.value
        elif last in ("to_port", "port_range_max"):
            high = one.value
        elif last in ("ports", "destination_port_range"):
            low = high = one.value.strip("[]").replace('"', "").replace(" ", "")
        elif last in ("protocol", "ip_protocol"):
            protocol = one.value
    for one in resource.settings:
        last = one.key.rpartition(".")[2]
        if (
            last not in _SOURCES
            or one.key.startswith("egress.")
            or not any(_WORLD.search(part.strip('"[] ')) for part in one.value.split(","))
        ):
            continue
        ports = ports_beside(resource, one) or (low, high, protocol)
        if only_web(*ports):
            continue
        shown = (
            "all ports"
            if ports[2] in ("-1", "all") or not ports[0]
            else f"port {ports[0]}"
            if ports[0] == ports[1]
            else f"ports {ports[0]}-{ports[1]}"
        )
        yield _fault(one, setting=f"{last} on {shown}")


def _store(resource: InfraResource) -> Iterator[_Fault]:
    for one in resource.settings:
        last = one.key.rpartition(".")[2]
        if (
            (last == "acl" and one.value.startswith("public-"))
            or (
                last in ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
                and one.value == "false"
            )
            or (last in ("allow_blob_public_access", "allow_nested_items_to_be_public") and one.value == "true")
        ):
            yield _fault(one)
        elif last in ("enable_https_traffic_only", "https_traffic_only_enabled") and one.value == "false":
            yield _fault(one, Severity.MEDIUM)
        elif last in ("member", "members") and "storage_bucket" in resource.type and _EVERYBODY.search(one.value):
            yield _fault(one)


def _database(resource: InfraResource) -> Iterator[_Fault]:
    for one in resource.settings:
        last = one.key.rpartition(".")[2]
        if last == "publicly_accessible" and one.value == "true":
            yield _fault(one)
        elif (
            (
                last in ("storage_encrypted", "at_rest_encryption_enabled", "encrypted", "deletion_protection")
                and one.value == "false"
            )
            or (last == "skip_final_snapshot" and one.value == "true")
            or (last == "backup_retention_period" and one.value == "0")
        ):
            yield _fault(one, Severity.MEDIUM)
        elif one.key.endswith("authorized_networks.value") and _WORLD.search(one.value):
            yield _fault(one)


def _policy(resource: InfraResource) -> Iterator[_Fault]:
    """Every action on every resource, as JSON, jsonencode or a policy document's statement."""
    for one in resource.settings:
        if (
            one.key.endswith("policy")
            and _ACTION.search(one.value)
            and _RESOURCE.search(one.value)
            and not _DENIES.search(one.value)
        ):
            yield _Fault(setting="Action and Resource", value="*", line=one.line, severity=Severity.HIGH)
    actions = [one for one in resource.all("statement.actions") if one.value.replace(" ", "") == '["*"]']
    if (
        actions
        and any(one.value.replace(" ", "") == '["*"]' for one in resource.all("statement.resources"))
        and resource.value("statement.effect") != "Deny"
    ):
        yield _Fault(setting="actions and resources", value="*", line=actions[0].line, severity=Severity.HIGH)


def _kubernetes(resource: InfraResource) -> Iterator[_Fault]:
    agent = _AGENTS.search(resource.value("image")) is not None or resource.type == "DaemonSet"
    for one in () if agent else resource.settings:
        if ".initContainers." in one.key:
            continue  # a moment of privilege, mostly to set the kernel's limits
        last = one.key.rpartition(".")[2]
        if last in ("privileged", "hostNetwork", "hostPID", "hostIPC") and one.value == "true":
            yield _fault(one)
        elif last == "path" and one.key.endswith("hostPath.path") and _SOCKET in one.value:
            yield _fault(one, setting="hostPath")
    if resource.type == "ClusterRole":
        stars = {one.key.rpartition(".")[2] for one in resource.settings if one.value == "*"}
        if {"apiGroups", "resources", "verbs"} <= stars:
            yield _Fault(
                setting="apiGroups, resources and verbs", value="*", line=resource.line, severity=Severity.HIGH
            )
    if resource.type in ("Deployment", "StatefulSet"):
        yield from _without_volume(
            resource, ("volumeClaimTemplates", "persistentVolumeClaim", "hostPath", "nfs", "csi")
        )


def _without_volume(resource: InfraResource, volumes: Iterable[str]) -> Iterator[_Fault]:
    images = [one for one in resource.all("image") if repository(one.value)[0].rpartition("/")[2] in _KEEPS_STATE]
    command = " ".join(
        one.value for one in resource.settings if one.key.rpartition(".")[2] in ("command", "args", "entrypoint")
    )
    is_tracker = _TRACKS.search(command) is not None
    is_tried = re.search(r"(?:^|[-_])tests?(?:[-_]|$)", resource.name) is not None
    if (not images and not is_tracker) or (images and _CLIENT.search(command)) or is_tried:
        return
    keys = {part for one in resource.settings for part in one.key.split(".")}
    if keys & set(volumes):
        return
    environment = " ".join(f"{one.key} {one.value}" for one in resource.settings)
    named = images[0].value if images else "mlflow server"
    if (is_tracker or "mlflow" in named) and (
        _REMOTE_STORE.search(command) or _REMOTE_STORE.search(environment) or not is_tracker
    ):
        return
    line = images[0].line if images else resource.line
    yield _Fault(setting=f"no volume for {named}", value="", line=line, severity=Severity.MEDIUM)


def _compose(resource: InfraResource) -> Iterator[_Fault]:
    if any(one.value.startswith("127.0.0.1:") for one in resource.all("ports")):
        return
    if _AGENTS.search(resource.value("image")):
        return
    published = bool(resource.all("ports")) or any(one.key.startswith("ports.") for one in resource.settings)
    for one in resource.settings:
        last = one.key.removeprefix("environment.")
        if (one.key == "privileged" and one.value == "true") or (
            one.key in ("network_mode", "pid") and one.value == "host"
        ):
            yield _fault(one)
        elif one.key == "volumes" and _SOCKET in one.value:
            yield _fault(one, Severity.MEDIUM, "volumes")
        elif last in _EMPTY and one.value.lower() in _EMPTY[last]:
            yield _fault(one, setting=last)
        elif published and last in _LOGIN_OFF and one.value.lower() in _LOGIN_OFF[last]:
            yield _fault(one, Severity.MEDIUM, last)
        elif published and one.key in ("command", "entrypoint") and _TOKENLESS.search(one.value):
            yield _fault(one, setting="notebook token")
    yield from _without_volume(resource, ("volumes", "tmpfs", "volumes_from"))
