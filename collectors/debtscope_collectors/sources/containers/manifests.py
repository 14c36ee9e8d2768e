"""Compose files, Kubernetes workloads and serving manifests, from parsed YAML."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping

from debtscope_collectors.sources import redact
from debtscope_collectors.sources.containers.facts import (
    Autoscaler,
    ContainerSpec,
    EnvironmentSetting,
    ImageOverride,
    RuntimeResources,
    ServingManifest,
    Workload,
)
from debtscope_collectors.sources.containers.workloads import operated
from debtscope_collectors.sources.shape import is_list, mapping, sequence, tables_of, text, words

Find = Callable[[str], int | None]
"""Line of a text in the file, None when it is not there as written."""

_WORKLOADS = frozenset(
    ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod", "Rollout", "Service", "Workflow",
     "CronWorkflow", "PyTorchJob", "TFJob", "RayCluster", "RayJob", "SparkApplication", "ScheduledSparkApplication")
)  # fmt: skip
_SERVING = {
    "InferenceService": "kserve", "ServingRuntime": "kserve", "InferenceGraph": "kserve", "SeldonDeployment": "seldon",
    "Model": "seldon", "RayService": "ray", "BentoDeployment": "bentoml", "Bento": "bentoml",
}  # fmt: skip


def _mounts(volumes: object) -> Iterator[str]:
    """Targets of `./data:/data` and `store:/data`, in the short form and the long one; what one machine has at `/srv` is left out."""
    for item in sequence(volumes):
        table = mapping(item)
        source, _, rest = item.partition(":") if isinstance(item, str) else (text(table.get("source")), "", "")
        target = rest.partition(":")[0] if isinstance(item, str) else text(table.get("target"))
        if target.startswith("/") and len(target) > 1 and source and not source.startswith(("/", "~", "$")):
            yield target.rstrip("/")


def compose(path: str, data: object, find: Find) -> Iterator[ContainerSpec]:
    """One spec per service."""
    for name, body in mapping(mapping(data).get("services")).items():
        service = mapping(body)
        build = service.get("build")
        context = build if isinstance(build, str) else text(mapping(build).get("context"))
        command = (*_argv(service.get("entrypoint")), *_argv(service.get("command")))
        image = text(service.get("image")) or None
        yield ContainerSpec(
            path=path, kind="compose", name=name, image=image, line=find(f"{name}:"),
            command=redact.command(command), environment=tuple(_environment(service.get("environment"), find)),
            mounts=tuple(_mounts(service.get("volumes"))), copies=(context,) if context else (), dockerfile=text(mapping(build).get("dockerfile")),
            has_health=_checked(service.get("healthcheck")), is_local=build is not None,
        )  # fmt: skip


def _checked(value: object) -> bool:
    check = mapping(value)
    return bool(check) and check.get("disable") is not True and words(check.get("test"))[:1] != ("NONE",)


def is_kubernetes(data: object) -> bool:
    """Whether a document says so itself."""
    root = mapping(data)
    return bool(text(root.get("apiVersion")) and text(root.get("kind")))


def kubernetes(
    path: str, data: object, find: Find
) -> Iterator[ContainerSpec | ServingManifest | Workload | Autoscaler | RuntimeResources]:
    """Containers of a workload and models of a serving manifest; a List is opened."""
    root = mapping(data)
    kind, api = text(root.get("kind")), text(root.get("apiVersion"))
    if kind == "List":
        for item in sequence(root.get("items")):
            if mapping(item).get("kind") != "List":
                yield from kubernetes(path, item, find)
        return
    yield from operated(path, root, find)
    name = text(mapping(root.get("metadata")).get("name")) or path
    if kind in _SERVING and _is_serving(kind, api):
        uris = tuple(dict.fromkeys(redact.without_user(uri) for uri in _uris(root.get("spec"))))
        yield ServingManifest(
            name=name, path=path, line=find(f"name: {name}"), framework=_SERVING[kind], api_version=api, uris=uris
        )
    elif kind not in _WORKLOADS and not _has_pod(root):
        return
    schedule = text(mapping(root.get("spec")).get("schedule")) or None
    non_root = any(_is_non_root(mapping(table.get("securityContext"))) for table in tables_of(root.get("spec")))
    for container in _containers(root.get("spec")):
        command = (*_argv(container.get("command")), *_argv(container.get("args")))
        image = text(container.get("image")) or None
        own = text(container.get("name")) or name
        yield ContainerSpec(
            path=path, kind="kubernetes", name=own, image=image,
            line=find(image) if image else find(f"name: {own}"), command=redact.command(command),
            environment=tuple(_environment(container.get("env"), find)), workload=kind, schedule=schedule,
            has_health=any(probe in container for probe in ("livenessProbe", "readinessProbe", "startupProbe")),
            is_local=container.get("imagePullPolicy") == "Never", is_non_root=non_root,
        )  # fmt: skip


def _is_non_root(context: Mapping[str, object]) -> bool:
    return context.get("runAsNonRoot") is True or text(context.get("runAsUser")) not in ("", "0")


def _is_serving(kind: str, api: str) -> bool:
    """`Model` and `Bento` are words of other operators too."""
    if kind == "Model":
        return "seldon" in api
    return kind not in ("Bento", "BentoDeployment") or "bento" in api or "yatai" in api


def overrides(path: str, data: object) -> Iterator[ImageOverride]:
    """`images:` of a kustomization that sets a tag or a digest."""
    for item in sequence(mapping(data).get("images")):
        entry = mapping(item)
        name, tag, digest = (text(entry.get(key)) for key in ("name", "newTag", "digest"))
        if name and (tag or digest):
            new = text(entry.get("newName")) or name
            yield ImageOverride(path=path, name=name, image=f"{new}@{digest}" if digest else f"{new}:{tag}")


def bento(path: str, data: object, find: Find) -> Iterator[ServingManifest]:
    """bentofile.yaml: `service: "service:svc"` with the models it packs."""
    root = mapping(data)
    service = text(root.get("service"))
    if not service:
        return
    models = tuple(text(m) or text(mapping(m).get("tag")) for m in sequence(root.get("models")))
    name = text(root.get("name")) or (models[0].split(":")[0] if models and models[0] else service.split(":")[-1])
    yield ServingManifest(
        name=name, path=path, line=find("service:"), framework="bentoml", api_version="",
        uris=tuple(m for m in models if m),
    )  # fmt: skip


def ray_serve(path: str, data: object, find: Find) -> Iterator[ServingManifest]:
    """A Ray Serve config: `applications:` with `import_path`; an Anyscale service holds one under `ray_serve_config:`."""
    root = mapping(data)
    inner = mapping(root.get("ray_serve_config"))
    apps = [*sequence(root.get("applications")), *sequence(inner.get("applications"))]
    if inner.get("import_path"):
        apps.append(inner)
    for item in apps:
        app = mapping(item)
        target = text(app.get("import_path"))
        if target:
            name = text(app.get("name")) or text(root.get("name")) or target
            yield ServingManifest(
                name=name, path=path, line=find(target), framework="ray", api_version="", uris=(target,)
            )


def _containers(spec: object) -> Iterator[Mapping[str, object]]:
    for table in tables_of(spec):
        for key in ("initContainers", "containers"):
            yield from (c for item in sequence(table.get(key)) if (c := mapping(item)).get("image") or c.get("command"))
        for key in ("container", "script"):
            if (only := mapping(table.get(key))).get("image"):
                yield only


def _has_pod(root: Mapping[str, object]) -> bool:
    return any(is_list(table.get("containers")) for table in tables_of(root.get("spec")))


def _uris(spec: object) -> Iterator[str]:
    for table in tables_of(spec):
        for key in ("storageUri", "storage_uri", "modelUri", "modelURI", "model_uri"):
            if uri := text(table.get(key)):
                yield uri


def _environment(value: object, find: Find) -> Iterator[EnvironmentSetting]:
    if is_list(value):
        for item in value:
            if isinstance(item, str):
                name, equals, literal = item.partition("=")
                if equals:
                    yield EnvironmentSetting(name=name, value=redact.setting(name, literal), line=find(item))
            elif (table := mapping(item)) and "value" in table:
                name = text(table.get("name"))
                literal = _literal(table.get("value"))
                yield EnvironmentSetting(name=name, value=redact.setting(name, literal), line=find(f"name: {name}"))
        return
    for name, literal in mapping(value).items():
        if literal is not None:
            yield EnvironmentSetting(name=name, value=redact.setting(name, _literal(literal)), line=find(f"{name}:"))


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else text(value)


def _argv(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        try:
            return tuple(shlex.split(value))
        except ValueError:
            return tuple(value.split())
    return words(value)
