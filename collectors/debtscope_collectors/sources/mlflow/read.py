"""The collector of MLflow stores: SQLite databases and `mlruns` folders, found or named, read without MLflow."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from debtscope.api import Diagnostic, DiagnosticSeverity, SourceReport, SourceStatus, Unreadable, Workspace
from debtscope_collectors.sources.material import is_test_input
from debtscope_collectors.sources.mlflow.artifacts import Artifacts
from debtscope_collectors.sources.mlflow.database import MAGIC, read_database
from debtscope_collectors.sources.mlflow.facts import MlflowStore
from debtscope_collectors.sources.mlflow.filestore import FileStore, store_roots
from debtscope_collectors.sources.mlflow.raw import RawStore
from debtscope_collectors.sources.mlflow.sql import NotMlflow
from debtscope_collectors.sources.mlflow.until import until

NAME = "mlflow"
DATABASES = ("*.db", "*.sqlite", "*.sqlite3", "*.db3")
MAX_CANDIDATES = 200
"""SQLite files that are opened to see whose they are."""


class MlflowCollector:
    """Reads every MLflow store of the workspace and those that the user named."""

    name = NAME
    kind = "MLflow runs and model registry"
    how = (
        "Keep mlflow.db or mlruns/ in the folder, or name a copy of the tracking database, a server or a database's address:"
        " --mlflow PATH|http://HOST:PORT|postgresql://…"
    )
    provides: tuple[type, ...] = (MlflowStore,)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """Yields a MlflowStore and a SourceReport per store. Raises UsageError where a named server cannot be read."""
        addresses = [path for path in workspace.mlflow if "://" in path]
        for url in addresses:
            yield from _address(workspace, url)
        named = [path for path in workspace.mlflow if path not in addresses]
        files = [path for path in named if workspace.entry(path)]
        folders = [path for path in named if path not in files]

        def wanted(path: str) -> bool:
            return _beneath(path, folders) or not is_test_input(path)

        found = [e.path for e in workspace.find(*DATABASES, ignored=True) if e.path not in files and wanted(e.path)]
        if len(found) > MAX_CANDIDATES:
            yield _warning(found[MAX_CANDIDATES], f"{len(found) - MAX_CANDIDATES} more databases were not opened")
        for path in [*files, *found[:MAX_CANDIDATES]]:
            yield from _database(workspace, path, is_named=path in files or _beneath(path, folders))
        metas = [entry.path for entry in workspace.find("meta.yaml", ignored=True) if wanted(entry.path)]
        roots = store_roots(metas)
        for root in roots:
            yield from _folder(workspace, root)
        for path in folders:
            if not any(_beneath(place, [path]) for place in (*roots, *found)):
                yield _report(path, SourceStatus.FAILED, "no MLflow database and no mlruns folder there")


def _address(workspace: Workspace, url: str) -> Iterator[object]:
    """A server or a database server, which only the user's own command line can name. Raises UsageError."""
    # Loads TLS and all that speaks HTTP: not for the many scans that name no address.
    from debtscope_collectors.sources.mlflow.http import Server, address_of
    from debtscope_collectors.sources.mlflow.remote import read_remote
    from debtscope_collectors.sources.mlflow.server import read_server

    place = address_of(url)
    is_server = urlsplit(url).scheme in {"http", "https"}
    raw = read_server(Server(url), workspace.as_of) if is_server else read_remote(url, workspace.as_of)
    yield from _store(workspace, place, "server" if is_server else "sql", "", raw, None)


def _beneath(path: str, folders: list[str]) -> bool:
    return any(path == folder or path.startswith(folder.rstrip("/") + "/") for folder in folders)


def _warning(path: str, message: str, severity: DiagnosticSeverity = DiagnosticSeverity.WARNING) -> Diagnostic:
    return Diagnostic(severity=severity, collector=NAME, path=path, message=message)


def _report(path: str, status: SourceStatus, detail: str, files: int = 0) -> SourceReport:
    kind = MlflowCollector.kind
    return SourceReport(collector=NAME, kind=kind, location=path, status=status, detail=detail, read_files=files)


def _database(workspace: Workspace, path: str, *, is_named: bool) -> Iterator[object]:
    """One SQLite file; a foreign one that nobody named is passed over."""
    is_ours = is_named or "mlflow" in posixpath.basename(path).lower()
    try:
        head = workspace.head(path, len(MAGIC))
        if head != MAGIC:
            if not is_ours:
                return
            raise Unreadable("not read: no SQLite database")
        real, copied = _real_path(workspace, path)
        raw = read_database(real, workspace.as_of, has_log=copied)
    except NotMlflow:
        if is_ours:
            yield _warning(path, "not read: a database without MLflow's tables")
            yield _report(path, SourceStatus.FAILED, "a database without MLflow's tables")
        return
    except Unreadable as error:
        yield _warning(path, error.message)
        if is_ours:
            yield _report(path, SourceStatus.FAILED, error.message)
        return
    absolute = None if copied else posixpath.dirname(real)
    # What lies beside a store that was named by itself is found below the store's own name.
    folder = path if path.startswith("outside:") and "/" not in path else posixpath.dirname(path)
    if copied:
        note = "its write-ahead log holds rows: a private copy was read"
        yield _warning(path, note, DiagnosticSeverity.NOTE)
    journal = workspace.entry(f"{path}-journal")
    if journal is not None and journal.size:
        yield _warning(
            path, "read while a transaction was open or after one broke off: the newest rows may be half written"
        )
    yield from _store(workspace, path, "sqlite", folder, raw, absolute)


def _real_path(workspace: Workspace, path: str) -> tuple[str, bool]:
    """A path for SQLite, and whether rows of a write-ahead log made a copy necessary.

    A database without one is opened where it is; one that is only in a commit is copied too.
    """
    log = workspace.entry(f"{path}-wal")
    if log is not None and log.size:
        return workspace.private_copy(path), True
    try:
        return workspace.real_path(path), False
    except Unreadable:
        return workspace.private_copy(path), False


def _folder(workspace: Workspace, root: str) -> Iterator[object]:
    store = FileStore(workspace, root)
    if not store.is_store():
        return
    raw = store.read()
    for path, reason in store.problems:
        yield _warning(path, reason)
    try:
        place = posixpath.dirname(posixpath.dirname(workspace.real_path(store.a_file)))
    except Unreadable:
        place = None
    yield from _store(workspace, root, "files", root, raw, place)


def _store(
    workspace: Workspace, path: str, kind: str, folder: str, raw: RawStore, absolute: str | None
) -> Iterator[object]:
    """The fact of one store up to the scan's day with its artefacts looked up, and what was left out."""
    raw, later = until(raw, workspace.as_of)
    if later:
        told = f"{later} versions, runs and logged models were made after {workspace.as_of}: left out"
        yield _warning(path, told, DiagnosticSeverity.NOTE)
    artifacts = Artifacts(workspace, folder, raw, absolute)
    models = tuple(
        replace(model, versions=tuple(artifacts.version(version) for version in model.versions)) for model in raw.models
    )
    yield MlflowStore(
        path=path,
        kind=kind,
        schema=raw.schema,
        experiments=raw.experiments,
        models=models,
        runs=raw.runs,
        commits=raw.commits,
        deleted_runs=raw.deleted_runs,
        groups=raw.groups,
        feature_importance=artifacts.importance(list(raw.artifacts)),
    )
    for place, reason in artifacts.problems:
        yield _warning(place, reason)
    for cut in raw.cuts:
        yield _warning(path, cut)
    versions = [version for model in models for version in model.versions]
    unread = sum(version.file is None for version in versions)
    detail = f"{len(raw.experiments)} experiments, {len(models)} models, {len(versions)} versions"
    if unread:
        detail += f", {unread} without readable artefacts"
    yield _report(path, SourceStatus.READ, detail, 1)


collector = MlflowCollector()
