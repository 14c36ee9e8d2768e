"""Every image that the repository builds on or runs, wherever it is named, and whether that name can move."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.containers.facts import ContainerSpec, ImageBuild, ImageOverride
from debtscope_collectors.sources.containers.incode import code_images
from debtscope_collectors.sources.docs.facts import DocPage
from debtscope_collectors.sources.infrastructure.facts import InfraResource

_DEFAULT: Final = regex(r"\$\{\w{1,80}:?-([^{}$]{0,200})\}")
_MOVING: Final = frozenset(
    {"latest", "stable", "main", "master", "edge", "nightly", "develop", "dev", "current", "release", "head"}
)
_VARIANT: Final = regex(
    r"(?:slim|alpine|bookworm|bullseye|buster|trixie|jammy|noble|focal|lts)(?:-(?:slim|alpine|bookworm|bullseye|buster))?"
)
_MAJOR: Final = regex(r"v?\d{1,2}(?:-(?:slim|alpine|bookworm|bullseye|buster|trixie|gpu|cpu|runtime|devel)){0,2}")
_RUNTIMES: Final = regex(
    r"(?:^|/)(?:python|pypy|pytorch|tensorflow|miniconda3?|anaconda3?|micromamba|mambaforge|miniforge3?|cuda|mlflow|airflow|jupyter|"
    r"scipy-notebook|uv|r-base|rocker|spark|ray)[^/]*$"
)  # fmt: skip
_SUPPORT: Final = regex(
    r"(?:^|/)(?:postgres|mysql|mariadb|redis|valkey|mongo|grafana|prom(?:etheus)?\b|alertmanager|adminer|pgadmin|minio|mc$|nginx|traefik|caddy|"
    r"haproxy|envoy|localstack|fake-|azurite|moto|kafka|cp-|zookeeper|rabbitmq|elasticsearch|opensearch|kibana|logstash|jaeger|tempo|loki|promtail|alloy|"
    r"otel|opentelemetry|mailhog|mailpit|portainer|busybox|curl|vegeta|k6|locust|wait-for|node(?:-exporter)?$|node-exporter|cadvisor|"
    r"pushgateway|zipkin|openzipkin|[\w-]{1,60}-exporter$|golang|openjdk|maven|gradle|influxdb|neo4j|memcached|registry$|dex|oauth2-proxy|keycloak|vault|consul|etcd|selenium|"
    r"redpanda|ngrok|pgbouncer|rclone|eureka|cloudflared|debezium|phoenix|langfuse|kafka-ui|redisinsight|statsd-exporter|stackdriver|cloudsql-proxy|alpine|git$|kubectl)",
)  # fmt: skip
_OFFICIAL: Final = frozenset(
    {"eclipse-temurin", "buildpack-deps", "ibm-semeru-runtimes", "open-liberty", "hello-world"}
)
"""Names with a hyphen that the public registry has beside those above."""
_NO_IMAGE: Final = frozenset({"scratch", "host", ""})
_ROLES_ASIDE: Final = frozenset({"test", "docs", "example", "vendored", "generated", "notebook", "experiment"})
_DEVELOPMENT: Final = regex(
    r"(?:^|/)\.devcontainer/|(?:^|[./_-])(?:dev|devel|test|tests|ci|lint|docs|codespaces?|gitpod)(?:[./_-]|$)",
    re.IGNORECASE,
)


@frozen
class ImageUse:
    """One image at one line."""

    image: str
    path: str
    line: int | None
    by: str
    """FROM, compose, kubernetes, terraform, ci or code."""
    floats: str
    """Why the name can move: `no tag`, `tag latest`, `major version only`; `` where it names a version, a digest or a variable."""
    is_support: bool
    """A database, dashboard, proxy or tool beside the models, not what trains or serves them."""


@frozen
class ImageUses:
    """All of them, by path and line; without tests, examples, documentation and what is built where it runs."""

    uses: tuple[ImageUse, ...]


def is_side_place(path: str) -> bool:
    """A place whose images nobody trains or serves with: examples, tests, development containers."""
    return is_aside(path) or role_by_path(path) in _ROLES_ASIDE


def is_development(path: str) -> bool:
    """An image by whose name or folder developers work or CI tests, which nobody deploys."""
    return is_side_place(path) or _DEVELOPMENT.search(path) is not None


@join(ImageUses, facets=(code_images,))
def image_uses(facts: Facts) -> Iterator[ImageUses]:
    """One value, empty where no image is named."""
    found = [use for use in _all(facts) if not is_side_place(use.path)]
    yield ImageUses(uses=tuple(sorted(found, key=lambda use: (use.path, use.line or 0, use.image))))


def _all(facts: Facts) -> Iterator[ImageUse]:
    stages = {stage: build.path for build in facts.all(ImageBuild) for stage in build.stages}
    for build in facts.all(ImageBuild):
        if not is_development(build.path):
            for base in build.bases:
                # a stage of another Dockerfile: the two are put together before they are built, or bake hands one to the other
                is_put_in = stages.get(base.image, build.path) != build.path and is_bare(base.image)
                if not _is_own_stage(base.image) and not is_put_in:
                    yield _use(base.image, build.path, base.line, "FROM")
    specs = facts.all(ContainerSpec)
    built = {repository(s.image)[0] for s in specs if s.is_local and s.image}
    replaced = {one.name: one.image for one in facts.all(ImageOverride)}
    for spec in specs:
        if spec.kind == "dockerfile" or not spec.image or spec.is_local or repository(spec.image)[0] in built:
            continue
        if not is_development(spec.path) and (not is_bare(spec.image) or _is_any_build(spec, replaced)):
            image = replaced.get(repository(spec.image)[0], spec.image) if spec.kind == "kubernetes" else spec.image
            yield _use(image, spec.path, spec.line, spec.kind)
    for flow in facts.all(CiWorkflow):
        for image, line in flow.images:
            yield _use(image, flow.path, line, "ci")
    for resource in facts.all(InfraResource):
        if resource.tool == "terraform" and _RUNS_IMAGES.search(resource.type):
            yield from _of_terraform(resource)
    code = facts.one(CodeBase)
    for path, rows in facts.rows(code_images).items():
        if code is not None and path in code.modules and code.modules[path].role not in _ROLES_ASIDE:
            for row in rows:
                if row.image:
                    yield _use(row.image, path, row.line, "code")


def _of_terraform(resource: InfraResource) -> Iterator[ImageUse]:
    """What a resource runs: its own image, or those of the containers that an expression defines."""
    if is_development(resource.path) or "image" in resource.value("ignore_changes"):
        return  # what deploys names the image, this one stands in until then
    for one in resource.settings:
        last = one.key.rpartition(".")[2]
        found = (
            [one.value]
            if last in ("image", "image_uri")
            else _IN_EXPRESSION.findall(one.value[:20_000])
            if last == "container_definitions"
            else []
        )
        for image in found:
            if _WHOLE.fullmatch(image) and "/cloudrun/" not in f"/{image}":
                yield _use(image, resource.path, one.line, "terraform")


_RUNS_IMAGES = regex(
    r"^(?:google_cloud_run|google_vertex_ai|aws_(?:ecs|apprunner|batch|sagemaker|lambda)_|azurerm_(?:container|linux_web_app)|kubernetes_|docker_container)"
)
"""Resources that run containers; machines have images of another kind."""
_IN_EXPRESSION = regex(r"\bimage\"?[ \t]*[:=][ \t]*\"([^\"\s]{3,200})\"")
_WHOLE = regex(r"[\w.-]{1,100}(?:/[\w.-]{1,100}){1,5}(?::[\w.-]{1,100})?(?:@sha256:[0-9a-f]{64})?")
"""An image in a registry, without a variable."""


def _is_any_build(spec: ContainerSpec, replaced: Mapping[str, str]) -> bool:
    """A workload of the cluster that runs `NAME:latest`, whichever build that was, and that no kustomization changes."""
    image = spec.image or ""
    name, tag = repository(image)
    return spec.kind == "kubernetes" and tag == "latest" and "://" not in image and name not in replaced


def _is_own_stage(image: str) -> bool:
    """`yarn-builder:latest`: what a script beside has built under a name of the project's own."""
    name, tag = repository(image)
    return tag in ("", "latest") and "-" in name and name not in _OFFICIAL and "$" not in image and is_bare(image)


def is_bare(image: str) -> bool:
    """A bare name that no public registry has: built by hand on the machine, or put in by Kustomize or ko."""
    name = repository(image)[0]
    bare = "/" not in name and not _RUNTIMES.search(name) and not _SUPPORT.search(name)
    return bare or "://" in image


def _use(image: str, path: str, line: int | None, by: str) -> ImageUse:
    image = _DEFAULT.sub(r"\1", image.strip())
    return ImageUse(
        image=image, path=path, line=line, by=by, floats=floating(image),
        is_support=by == "ci" or _SUPPORT.search(repository(image)[0]) is not None,
    )  # fmt: skip


_IMAGE_STREAM = regex(
    r"(?:image-registry\.openshift-image-registry|docker-registry\.default)\.svc(?:\.cluster\.local)?(?::\d{1,5})?/|default-route-openshift-image-registry\."
)
"""The registry within an OpenShift cluster: a tag there is a record of its own, which whoever runs the cluster moves (ImageStreamTag)."""


def own_images(facts: Facts) -> Mapping[str, str]:
    """The names under which commands of CI and of pages build Dockerfiles of this repository, without tags -> Dockerfile."""
    paths = {build.path for build in facts.all(ImageBuild)}
    texts = [command.text for flow in facts.all(CiWorkflow) for command in flow.commands]
    texts += [page.text for page in facts.all(DocPage) if "docker" in page.text]
    found: dict[str, str] = {}
    for text in texts:
        for line in _BUILDS.finditer(_CONTINUED.sub(" ", text[:200_000])):
            named, file = _NAMED.search(line[1]), _OF_FILE.search(line[1])
            path = file[1].removeprefix("./") if file else ""
            if named and path in paths and "$" not in named[1]:
                found.setdefault(repository(named[1])[0], path)
    return found


_CONTINUED = regex(r"\\\r?\n[ \t]{0,40}")
_BUILDS = regex(r"\b(?:docker|podman|nerdctl)(?: buildx| image)? build\b([^\n;&|]{1,1000})")
_NAMED = regex(r"(?:^|\s)(?:-t|--tag)[ =]\"?([\w./:$-]{2,200})")
_OF_FILE = regex(r"(?:^|\s)(?:-f|--file)[ =]\"?([\w./-]{1,200})")


def repository(image: str) -> tuple[str, str]:
    """(name without tag and digest, tag)."""
    head, slash, last = _DEFAULT.sub(r"\1", image).partition("@")[0].rpartition("/")
    name, _, tag = last.partition(":")
    return f"{head}{slash}{name}", tag


_NAMES_RELEASE = regex(r"[/-]v?\d{1,4}\.\d{1,4}\.\d{1,6}(?:[/-]|$)")
"""`registry/gaudi-docker/1.18.0/installer-2.4.0`: each release has a name of its own."""


def floating(image: str) -> str:
    """Why the name of an image can move; `` where it cannot, or where it is a variable and nobody can tell."""
    if (
        "@sha256:" in image
        or image in _NO_IMAGE
        or any(mark in image for mark in "${}<>*%")
        or image.startswith((".", "/"))
        or _IMAGE_STREAM.match(image)
    ):
        return ""
    name, tag = repository(image)
    if not re.search(r"[a-z]", name):
        return ""  # a placeholder: IMAGE, REGISTRY/NAME
    if not tag:
        return "" if _NAMES_RELEASE.search(name) else "no tag"
    if tag.lower() in _MOVING or tag.lower().startswith("latest-"):
        return f"tag {tag}"
    if _VARIANT.fullmatch(tag):
        return f"tag {tag} names no version"
    return "major version only" if _RUNTIMES.search(name) and _MAJOR.fullmatch(tag) else ""
