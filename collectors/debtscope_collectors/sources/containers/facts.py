"""Container images and the settings that deployment files give to programs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentSetting:
    """One environment variable with a literal value; `***` where name or value look like a credential."""

    name: str
    value: str
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerSpec:
    """One image build or one container of a manifest (Dockerfile, compose, Kubernetes workload)."""

    path: str
    kind: str
    """dockerfile, compose or kubernetes."""
    name: str
    image: str | None
    """Base image of a build, image of a container."""
    line: int | None
    command: tuple[str, ...]
    """The command's words, shell forms split."""
    environment: tuple[EnvironmentSetting, ...]
    installs: tuple[tuple[str, int | None], ...] = ()
    """(RUN line that installs Python packages, line number)."""
    workload: str | None = None
    """Deployment, CronJob, Job, StatefulSet …"""
    schedule: str | None = None
    """Cron expression of a CronJob."""
    copies: tuple[str, ...] = ()
    """Sources of a Dockerfile's COPY and ADD lines, as written; of a compose service its build context."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServingManifest:
    """One model that a serving manifest deploys (KServe, Seldon, Ray Serve, BentoML)."""

    name: str
    path: str
    line: int | None
    framework: str
    api_version: str
    uris: tuple[str, ...]
    """Storage uris, user information removed."""
