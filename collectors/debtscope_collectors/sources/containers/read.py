"""Reads Dockerfiles, compose files, Kubernetes workloads and serving manifests. Judges nothing."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from debtscope.api import (
    Collector,
    Diagnostic,
    DiagnosticSeverity,
    FileEntry,
    SourceReport,
    SourceStatus,
    Unreadable,
    Workspace,
)
from debtscope.model.figures import counted
from debtscope.model.regex import regex
from debtscope_collectors.sources.ci.steps import shell_lines
from debtscope_collectors.sources.containers import helm, hosted, manifests, platforms
from debtscope_collectors.sources.containers.dockerfile import read_dockerfile
from debtscope_collectors.sources.containers.facts import (
    Autoscaler,
    ContainerSpec,
    ImageBuild,
    ImageOverride,
    RuntimeResources,
    ServingManifest,
    Workload,
)
from debtscope_collectors.sources.infrastructure.facts import InfraResource
from debtscope_collectors.sources.infrastructure.objects import (
    compose_services,
    kubernetes_object,
    line_index,
    line_search,
)
from debtscope_collectors.sources.unread import Unread, until_unread

_DOCKERFILES = ("Dockerfile", "Dockerfile.*", "*.Dockerfile", "*.dockerfile", "Dockerfile-*", "Containerfile")
_COMPOSE = (
    "docker-compose*.yml",
    "docker-compose*.yaml",
    "compose.yml",
    "compose.yaml",
    "compose.*.yml",
    "compose.*.yaml",
)
_KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_NOT_DOCKER = (".dockerignore", ".md", ".txt", ".py", ".j2", ".rst", ".bak")
_MAX_MANIFESTS = 4000
_MAX_BYTES = 1024 * 1024
_MAX_IGNORES = 2000
_MAX_SCRIPT = 300
"""Lines of a start script that are read."""
_KINDS = regex(
    rb"kind[\"']?:[ \t]*[\"']?(?:List|Deployment|DeploymentConfig|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|Pod|Rollout|Service|Workflow|CronWorkflow|"
    rb"PyTorchJob|TFJob|RayCluster|RayJob|RayService|SparkApplication|ScheduledSparkApplication|InferenceService|ServingRuntime|"
    rb"Ingress|VirtualService|AuthorizationPolicy|RequestAuthentication|ClusterRole|Route|KongPlugin|HTTPRoute|"
    rb"InferenceGraph|SeldonDeployment|Model|BentoDeployment|Bento|HorizontalPodAutoscaler|ScaledObject)\b"
)


class ContainersCollector:
    """Image builds, containers and served models as the deployment files tell them."""

    name = "containers"
    kind = "containers and manifests"
    how = "Commit the Dockerfile, compose file or Kubernetes manifests with which the system is deployed."
    provides = (
        ContainerSpec,
        ImageBuild,
        ImageOverride,
        ServingManifest,
        Workload,
        Autoscaler,
        RuntimeResources,
        InfraResource,
    )

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """A ContainerSpec per stage, service or container; an ImageBuild per Dockerfile; a ServingManifest per served model."""
        files: dict[str, None] = {}
        for path, facts in self._all(workspace):
            for fact in facts:
                if isinstance(fact, Unread):
                    yield Diagnostic(
                        severity=DiagnosticSeverity.WARNING, collector=self.name, path=path, message=fact.reason
                    )
                    continue
                files[path] = None
                yield _with_script(workspace, fact) if isinstance(fact, ContainerSpec) else fact
        if files:
            yield SourceReport(
                collector=self.name, kind=self.kind, location=next(iter(files)), status=SourceStatus.READ,
                detail=counted(len(files), "file"), read_files=len(files),
            )  # fmt: skip

    def _all(self, workspace: Workspace) -> Iterator[tuple[str, Iterable[object]]]:
        for entry in workspace.find(*_DOCKERFILES):
            if not entry.path.endswith(_NOT_DOCKER):
                yield entry.path, until_unread(_dockerfile(workspace, entry.path))
        for entry in workspace.find(*platforms.FILES):
            yield entry.path, until_unread(_platform(workspace, entry.path))
        for entry in workspace.find("README.md", "*.service", "supervisord*.conf"):
            yield entry.path, until_unread(_unit(workspace, entry.path))
        for entry in workspace.find(*_KUSTOMIZATIONS):
            yield entry.path, until_unread(_overrides(workspace, entry.path))
        known = {entry.path: entry for entry in workspace.find(*_COMPOSE)}
        others = [entry for entry in workspace.find("*.yml", "*.yaml") if entry.path not in known][:_MAX_MANIFESTS]

        def manifest(entry: FileEntry) -> Iterator[object]:
            return until_unread(_manifest(workspace, entry, is_compose=entry.path in known))

        entries = (*(known[path] for path in sorted(known)), *others)
        for entry, facts in workspace.each("containers 4", (*self.provides, Unread), entries, manifest):
            yield entry.path, facts or ()
        for (
            entry
        ) in others:  # what a template says is told by the chart's values too: nothing of it is kept for the file alone
            if (chart := helm.chart_of(workspace, entry.path)) is not None:
                yield entry.path, until_unread(_templated(workspace, entry.path, chart))


def _manifest(workspace: Workspace, entry: FileEntry, *, is_compose: bool) -> Iterator[object]:
    """What one YAML file says."""
    if is_compose:
        yield from _documents(workspace, entry.path)
    elif entry.size > _MAX_BYTES:
        if b"apiVersion" in workspace.head(entry.path, 4096):
            # bundles of definitions that tools write; parsing them would cost more than the rest of the scan
            raise Unreadable("not read as a manifest: larger than 1 MiB")
    elif _looks_like_manifest(workspace, entry.path):
        yield from _documents(workspace, entry.path)
    elif _is_hosted(workspace, entry.path):
        yield from _hosted(workspace, entry.path)


def _templated(workspace: Workspace, path: str, chart: str) -> Iterator[object]:
    """Objects of a template of the project's own chart; nothing where its YAML cannot be told without Helm."""
    if b"{{" not in workspace.read(path):
        return  # it is read as the manifest that it is
    text = helm.rendered(workspace, path, chart)
    if text is None or "apiVersion" not in text:
        return
    try:
        documents = workspace.yaml_in(text)
    except Unreadable:
        return
    lines = text.splitlines()
    find, at = line_search(lines), line_index(lines)
    for data in documents:
        if manifests.is_kubernetes(data):
            yield from manifests.kubernetes(path, data, find)
            yield from kubernetes_object(path, data, at)


def _with_script(workspace: Workspace, spec: ContainerSpec) -> ContainerSpec:
    """A container whose command is a script of the repository, with what the script runs behind it."""
    script = next((word for word in spec.command[:6] if word.endswith((".sh", ".bash"))), "")
    if not script:
        return spec
    name, folder = script.lstrip("./"), posixpath.dirname(spec.path)
    tries = [posixpath.join(folder, name), name]
    tries += [posixpath.join(place, posixpath.basename(name)) for place in (folder, "")]
    found = next((path for path in tries if workspace.entry(path) is not None), None)
    if found is None:
        ends = [entry.path for entry in workspace.find(posixpath.basename(name))]
        found = ends[0] if len(ends) == 1 else None
    try:
        text = workspace.text(found) if found is not None else ""
    except Unreadable:
        return spec
    words: list[str] = []
    for line in islice(shell_lines(text), _MAX_SCRIPT):
        words += (";", *(word.strip("\"'") for word in line.split()))
    return replace(spec, script=tuple(words)) if words else spec


def _looks_like_manifest(workspace: Workspace, path: str) -> bool:
    """A look at the bytes first: most YAML files are no manifests, and parsing them is what costs."""
    if path.startswith(".github/"):
        return False
    try:
        head = workspace.read(path)
    except Unreadable:
        return False
    if b"{{" in head and b"apiVersion" in head:
        return False  # a Helm template is not YAML before it is filled
    return (
        (b"apiVersion" in head and _KINDS.search(head) is not None)
        or b"import_path" in head
        or (path.endswith(("bentofile.yaml", "bentofile.yml")) and b"service" in head)
        or (b"services:" in head and b"image:" in head)
    )


def _is_hosted(workspace: Workspace, path: str) -> bool:
    try:
        return hosted.declares(path, workspace.read(path))
    except Unreadable:
        return False


def _hosted(workspace: Workspace, path: str) -> Iterator[object]:
    find = line_search(workspace.text(path).splitlines())
    for data in workspace.yaml(path):
        yield from hosted.declared(path, data, find)


def _unit(workspace: Workspace, path: str) -> Iterator[ContainerSpec]:
    """Of a unit with its timer; of a page that begins as those of Spaces do."""
    if path.endswith(".md"):
        if workspace.head(path, 4).startswith(b"---"):
            yield from hosted.space(path, workspace.text(path))
        return
    timer = f"{posixpath.splitext(path)[0]}.timer"
    beside = workspace.text(timer) if workspace.entry(timer) is not None else ""
    yield from hosted.unit(path, workspace.text(path), beside)


def _dockerfile(workspace: Workspace, path: str) -> Iterator[ContainerSpec | ImageBuild]:
    yield from read_dockerfile(path, workspace.text(path), _ignored(workspace, path))


def _platform(workspace: Workspace, path: str) -> Iterator[ContainerSpec]:
    yield from platforms.read_platform(path, workspace.text(path))


def _ignored(workspace: Workspace, path: str) -> tuple[str, ...] | None:
    """Of the .dockerignore that Docker would take: the file's own, the folder's, the top's (where builds begin, mostly)."""
    folder = posixpath.dirname(path)
    for name in (f"{path}.dockerignore", posixpath.join(folder, ".dockerignore"), ".dockerignore"):
        if workspace.entry(name) is not None:
            try:
                lines = workspace.text(name).splitlines()[:_MAX_IGNORES]
            except Unreadable:
                return ()  # there is one, whatever it says
            return tuple(line.strip()[:500] for line in lines if line.strip() and not line.lstrip().startswith("#"))
        if any(one.path == name and "symbolic link" in one.message for one in workspace.diagnostics):
            return ("**",)  # Docker follows it (to a .gitignore, mostly); what is not read is not held against it
    return None


def _overrides(workspace: Workspace, path: str) -> Iterator[ImageOverride]:
    if b"images:" in workspace.read(path):
        for data in workspace.yaml(path):
            yield from manifests.overrides(path, data)


def _documents(workspace: Workspace, path: str) -> Iterator[object]:
    lines = workspace.text(path).splitlines()
    find, at = line_search(lines), line_index(lines)
    for data in workspace.yaml(path):
        if manifests.is_kubernetes(data):
            yield from manifests.kubernetes(path, data, find)
            yield from kubernetes_object(path, data, at)
        elif path.endswith(("bentofile.yaml", "bentofile.yml")):
            yield from manifests.bento(path, data, find)
            yield from hosted.declared(path, data, find)
        else:
            yield from manifests.compose(path, data, find)
            yield from compose_services(path, data, at)
            yield from manifests.ray_serve(path, data, find)


collector: Collector = ContainersCollector()
