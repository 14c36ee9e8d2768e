"""The part of a scan that needs the engine: settings, workspace, collectors and rules. Knows no store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from debtscope.engine.held import Memory
from debtscope.engine.registry import Registry, installed
from debtscope.engine.remembered import RecordCache
from debtscope.engine.scan import Known, Scan, run_scan
from debtscope.engine.workspace import open_workspace
from debtscope.model.errors import UsageError
from debtscope.model.fold import RuleSwitch
from debtscope.model.ledger import Diagnostic
from debtscope.model.settings import RuleSettings, Settings
from debtscope.model.vocabulary import DiagnosticSeverity
from debtscope.services.configuration import settings_from, settings_of_folder
from debtscope.services.naming import repository_name
from debtscope.services.types import Progress, ProgressSink, ScanRequest


def run(
    request: ScanRequest,
    known: Known,
    *,
    registry: Registry | None,
    cache: RecordCache | None,
    notes: tuple[Diagnostic, ...],
    progress: ProgressSink,
    commit: Mapping[str, bytes] | None = None,
    memory: Memory | None = None,
) -> Scan:
    """Opens the workspace and scans it; `commit` holds the settings of a commit by file name. Raises UsageError (options, settings)."""
    registry = registry or installed()
    as_of = request.as_of or datetime.now(UTC).date()
    settings, told = _settings(request, commit, registry)
    settings = switched(settings, known.fold.rules)

    def step(stage: str, name: str, done: int, total: int) -> None:
        progress(Progress(stage=stage, name=name, done=done, total=total))

    with open_workspace(
        request.root, as_of=as_of, settings=settings, facets=registry.facets(settings), mlflow=request.mlflow,
        monitoring=request.monitoring, sarif=request.sarif, upstream=request.upstream, rev=request.rev,
        past=request.past, cache=cache, memory=memory,
    ) as workspace:  # fmt: skip
        name = repository_name(workspace)
        return run_scan(workspace, registry, known=known, name=name, notes=(*told, *notes), step=step)


def switched(settings: Settings, switches: Mapping[str, RuleSwitch]) -> Settings:
    """With the rules off that the triage log switches off; what the settings say of a rule's being on stands before it."""
    off = {
        slug: replace(settings.rules.get(slug, RuleSettings()), enabled=False, reason=one.reason)
        for slug, one in switches.items()
        if not one.enabled and settings.rules.get(slug, RuleSettings()).enabled
    }
    return replace(settings, rules={**settings.rules, **off}) if off else settings


def _settings(
    request: ScanRequest, given: Mapping[str, bytes] | None, registry: Registry
) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """The work tree's, where errors are the user's to mend; a commit's, where they are a diagnostic."""
    if given is not None:
        return settings_of_commit(given, registry)
    try:
        return settings_of_folder(request.root, registry), ()
    except UsageError as error:
        if not request.tolerant:
            raise
        return Settings(), (_not_used(error),)


def settings_of_commit(given: Mapping[str, bytes], registry: Registry) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """Of files by name; defaults and a word about it where they are wrong."""
    try:
        return settings_from(given.get, registry), ()
    except UsageError as error:
        return Settings(), (_not_used(error),)


def _not_used(error: UsageError) -> Diagnostic:
    message = f"not used, defaults apply: {error.message}"
    return Diagnostic(severity=DiagnosticSeverity.WARNING, collector="settings", path="debtscope.toml", message=message)
