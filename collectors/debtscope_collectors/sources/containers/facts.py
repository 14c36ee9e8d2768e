"""Container images and the settings that deployment files give to programs."""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen
class EnvironmentSetting:
    """One environment variable with a literal value; `***` where name or value look like a credential."""

    name: str
    value: str
    line: int | None
    builds: bool = False
    """Other instructions of the same image take it: it is there for the build."""


@frozen
class ContainerSpec:
    """One image build, one container of a manifest (Dockerfile, compose, Kubernetes workload) or one process of a hosting platform."""

    path: str
    kind: str
    """dockerfile, compose, kubernetes or platform (a Procfile and its like)."""
    name: str
    image: str | None
    """Base image of a build, image of a container."""
    line: int | None
    command: tuple[str, ...]
    """The command's words, shell forms split."""
    environment: tuple[EnvironmentSetting, ...]
    script: tuple[str, ...] = ()
    """Words of the shell script that the command starts, where it is one of the repository; `;` stands before each of its lines."""
    installs: tuple[tuple[str, int | None], ...] = ()
    """(RUN line that installs Python packages, line number)."""
    workload: str | None = None
    """Deployment, CronJob, Job, StatefulSet …"""
    schedule: str | None = None
    """Cron expression of a CronJob."""
    copies: tuple[str, ...] = ()
    """Sources of a Dockerfile's COPY and ADD lines, as written; of a compose service its build context."""
    mounts: tuple[str, ...] = ()
    """Of a compose service: the places inside at which it mounts folders of the repository and volumes of its own."""
    dockerfile: str = ""
    """Of a compose service: the Dockerfile that it builds, relative to the context."""
    has_health: bool = False
    """A compose health check that is not disabled, or some probe of a Kubernetes container."""
    is_non_root: bool = False
    """A Kubernetes securityContext that sets another user than root."""
    is_local: bool = False
    """The image is built where it runs and never pulled: a compose `build`, or `imagePullPolicy: Never`."""

    @property
    def started(self) -> tuple[str, ...]:
        """The command, and what the script that it starts runs."""
        return (*self.command, *self.script)


@frozen
class ImageBase:
    """One FROM of an image that lies outside the Dockerfile."""

    image: str
    """With the defaults of build arguments filled in."""
    line: int
    stage: str = ""


@frozen
class ImageBuild:
    """One Dockerfile as a whole; what it says of the image is that of its last stage (but for stages that are named for
    development or tests) and of the stages that one rests on."""

    path: str
    bases: tuple[ImageBase, ...]
    """Of every stage that starts from an outside image, and of what is copied from one."""
    stages: tuple[str, ...] = ()
    """The names of all stages."""
    base: str
    """The outside image beneath the last stage."""
    user: str
    """The last USER; `` where none is set."""
    homes: tuple[str, ...] = ()
    """Users that some stage makes, is run by, or whose home it names."""
    has_health: bool
    """A HEALTHCHECK other than NONE."""
    copies_all: int | None
    """Line of the COPY or ADD that takes the whole context."""
    ignores: tuple[str, ...] | None
    """Lines of the .dockerignore that covers it; None where there is none."""
    secrets: tuple[EnvironmentSetting, ...]
    """ENV and ARG lines with a literal value for a name that speaks of a credential; the value is hidden."""
    baked: tuple[EnvironmentSetting, ...] = ()
    """ENV lines that keep a credential which the build is given as an argument (`ARG KEY`, `ENV KEY=$KEY`)."""
    piped: tuple[tuple[str, int], ...]
    """(RUN line that pipes a download into a shell, line)."""
    command: tuple[str, ...]
    command_line: int | None
    environment: tuple[EnvironmentSetting, ...]
    ports: tuple[str, ...]
    """EXPOSE."""
    system_packages: tuple[str, ...] = ()
    """Words of the lines that install packages of the operating system or of conda, in small letters."""
    installs_unseen: bool = False
    """A line of it runs a script, or what it downloads: more may be installed than the lines say."""
    revision: str = ""
    """The tag or commit of the sources that a line of it checks out (`git checkout $REVISION`): whatever the tree holds later."""


@frozen
class ImageOverride:
    """What a kustomization puts in the place of an image that manifests name."""

    path: str
    name: str
    """As the manifests have it, without a tag."""
    image: str
    """With what it becomes: `name:tag` or `name@digest`."""


@frozen
class ServingManifest:
    """One model that a serving manifest deploys (KServe, Seldon, Ray Serve, BentoML)."""

    name: str
    path: str
    line: int | None
    framework: str
    api_version: str
    uris: tuple[str, ...]
    """Storage uris, user information removed."""


@frozen
class Workload:
    """One long-running workload of a manifest and how it is operated: replicas, limits, probes, roll-out."""

    name: str
    kind: str
    """Deployment, DeploymentConfig, StatefulSet, Rollout, InferenceService, SeldonDeployment, RayService, BentoDeployment."""
    path: str
    line: int | None
    images: tuple[str, ...]
    commands: tuple[str, ...]
    """One text a container, credentials hidden."""
    uris: tuple[str, ...]
    """Storage uris of models, user information removed."""
    replicas: int | None
    min_replicas: int | None
    max_replicas: int | None
    """Of KServe's predictor, Seldon's hpaSpec or Ray's autoscaling_config."""
    has_requests: bool
    """Every container of it asks for resources."""
    has_limits: bool
    has_readiness: bool
    """Some container has a readiness (or startup) probe."""
    has_liveness: bool
    canary: str
    """What sends a part of the traffic elsewhere: `canaryTrafficPercent: 10`, `shadow`, `traffic 90/10`, `Rollout`; `` for nothing."""
    has_logger: bool
    """Requests are logged (KServe logger, Seldon logger)."""
    is_raw: bool
    """KServe's raw deployment mode, which brings no autoscaling of its own."""
    revision_history: int | None = None
    line_of_uri: int | None = None
    runtime: str = ""
    """The ServingRuntime that an InferenceService names: its containers are what runs."""
    is_shared: bool = False
    """ModelMesh: runtimes that hold several models each, chosen by their formats where none is named."""


@frozen
class RuntimeResources:
    """What the containers of a KServe ServingRuntime ask for."""

    name: str
    path: str
    has_requests: bool
    has_limits: bool
    is_shared: bool
    """It holds models of several services (ModelMesh)."""


@frozen
class Autoscaler:
    """A HorizontalPodAutoscaler or KEDA ScaledObject."""

    kind: str
    target_kind: str
    """Deployment where it is not said."""
    target: str
    path: str
    line: int | None
    min_replicas: int | None
    max_replicas: int | None
