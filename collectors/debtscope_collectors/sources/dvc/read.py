"""The collector of DVC's files: dvc.yaml, dvc.lock, *.dvc, parameter files and .dvc/config, read without DVC."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from debtscope.api import Diagnostic, DiagnosticSeverity, SourceReport, SourceStatus, Unreadable, Workspace
from debtscope_collectors.sources.dvc.beyond import asked, experiments
from debtscope_collectors.sources.dvc.config import DvcConfig, read_config
from debtscope_collectors.sources.dvc.content import contents
from debtscope_collectors.sources.dvc.facts import DvcArtifact, DvcFile, DvcProject, DvcStage
from debtscope_collectors.sources.dvc.pipeline import locked_paths, read_pipeline
from debtscope_collectors.sources.material import of_the_system
from debtscope_collectors.sources.shape import mapping, sequence
from debtscope_collectors.sources.values import as_text, inside, is_map, without_user

NAME = "dvc"
MAX_FILES = 5_000
"""Of `.dvc` files; a data set of single files can have a hundred thousand."""


@dataclass(slots=True)
class _Reading:
    """One scan's reading: every parameter file once, every problem once."""

    workspace: Workspace
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])
    params: dict[str, Mapping[str, object] | None] = field(default_factory=dict[str, "Mapping[str, object] | None"])
    files: int = 0

    def warn(self, path: str, message: str) -> None:
        self.diagnostics.append(
            Diagnostic(severity=DiagnosticSeverity.WARNING, collector=NAME, path=path, message=message)
        )

    def yaml(self, path: str) -> object:
        """The first document of a YAML file; None, and a diagnostic, when it cannot be read."""
        self.files += 1
        try:
            documents = self.workspace.yaml(path)
        except Unreadable as error:
            self.warn(path, error.message)
            return None
        return documents[0] if documents else None

    def load(self, path: str) -> Mapping[str, object] | None:
        """The values of a parameter file."""
        if path not in self.params:
            self.params[path] = self._values(path)
        return self.params[path]

    def _values(self, path: str) -> Mapping[str, object] | None:
        if self.workspace.entry(path) is None:
            return None
        ending = posixpath.splitext(path)[1].lower()
        try:
            if ending == ".json":
                values = self.workspace.json(path)
            elif ending == ".toml":
                values = self.workspace.toml(path)
            elif ending in {".yaml", ".yml", ""}:
                values = self.yaml(path)
            else:
                return None
        except Unreadable as error:
            self.warn(path, error.message)
            return None
        return mapping(values)


@dataclass(slots=True)
class _Root:
    """What was found beneath one DVC root so far."""

    config: DvcConfig = field(default_factory=DvcConfig)
    local: DvcConfig = field(default_factory=DvcConfig)
    """Of `config.local`: only its names are used."""
    stages: list[DvcStage] = field(default_factory=list[DvcStage])
    files: list[DvcFile] = field(default_factory=list[DvcFile])
    artifacts: list[DvcArtifact] = field(default_factory=list[DvcArtifact])
    orphans: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    locks: set[str] = field(default_factory=set[str])
    ignored_locks: set[str] = field(default_factory=set[str])
    param_files: set[str] = field(default_factory=set[str])


class DvcCollector:
    """Reads every DVC project of the workspace."""

    name = NAME
    kind = "DVC pipelines, locks and tracked data"
    how = "Run `dvc init` and commit .dvc/config, dvc.yaml, dvc.lock and the .dvc files."
    provides: tuple[type, ...] = (DvcProject,)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """Yields a DvcProject per `.dvc` folder (one for the top where files of DVC stand without any)."""
        reading = _Reading(workspace)
        roots = _roots(reading)
        for entry in of_the_system(workspace.find("dvc.yaml")):
            _read_stages(reading, entry.path, _root_of(roots, entry.path))
        tracked = [
            entry for entry in of_the_system(workspace.find("*.dvc")) if posixpath.basename(entry.path) != ".dvc"
        ]
        for entry in tracked[:MAX_FILES]:
            file = _read_file(reading, entry.path)
            if file is not None:
                _root_of(roots, entry.path).files.append(asked(file, workspace.upstream))
        if len(tracked) > MAX_FILES:
            reading.warn(tracked[MAX_FILES].path, f"{len(tracked) - MAX_FILES} more .dvc files were not read")
        for folder in sorted(roots):
            project = _project(reading, folder, roots[folder])
            if project is not None:
                yield project
                yield _report(project, reading)
        yield from reading.diagnostics


def _roots(reading: _Reading) -> dict[str, _Root]:
    roots: dict[str, _Root] = {}
    for entry in of_the_system(reading.workspace.find(".dvc/config", "**/.dvc/config")):
        root = roots.setdefault(posixpath.dirname(posixpath.dirname(entry.path)), _Root())
        reading.files += 1
        try:
            root.config = read_config(reading.workspace.text(entry.path))
            local = reading.workspace.entry(f"{entry.path}.local")
            if local is not None:
                root.local = read_config(reading.workspace.text(local.path))
        except Unreadable as error:
            reading.warn(entry.path, error.message)
    return roots


def _root_of(roots: dict[str, _Root], path: str) -> _Root:
    folder = posixpath.dirname(path)
    while folder not in roots and folder:
        folder = posixpath.dirname(folder)
    return roots.setdefault(folder, _Root())


def _read_stages(reading: _Reading, path: str, root: _Root) -> None:
    document = reading.yaml(path)
    if not is_map(document):
        return
    lock_path = inside(posixpath.dirname(path), "dvc.lock")
    lock_entry = reading.workspace.entry(lock_path)
    lock = reading.yaml(lock_path) if lock_entry else None
    if lock_entry and (lock is not None or lock_entry.size == 0):
        root.locks.add(lock_path)
        if lock_entry.is_ignored:
            root.ignored_locks.add(lock_path)
    try:
        text = reading.workspace.text(path)
    except Unreadable:
        text = ""
    pipeline = read_pipeline(path, text, document, lock, reading.load)
    if lock_entry and lock is None and lock_entry.size:
        # An unreadable lock is a diagnostic; its stages must not pass for never run.
        return
    root.stages += pipeline.stages
    root.artifacts += pipeline.artifacts
    root.orphans += [(lock_path, name) for name in pipeline.orphans]
    root.param_files |= pipeline.param_files
    for problem in pipeline.problems:
        reading.warn(path, problem)


def _read_file(reading: _Reading, path: str) -> DvcFile | None:
    document = reading.yaml(path)
    if not is_map(document):
        return None
    body = mapping(document)
    wdir = inside(posixpath.dirname(path), as_text(body.get("wdir")) or "")
    first = mapping(next(iter(sequence(body.get("deps"))), None))
    repo = mapping(first.get("repo"))
    source = None if repo else as_text(first.get("path")) or as_text(first.get("url"))
    url = as_text(repo.get("url"))
    return DvcFile(
        path=path,
        outs=tuple(locked_paths(body.get("outs"), wdir)),
        frozen=body.get("frozen") is True,
        import_repo=without_user(url) if url else None,
        import_rev=as_text(repo.get("rev")),
        import_rev_lock=as_text(repo.get("rev_lock")),
        import_url=without_user(source) if source else None,
        import_path=as_text(first.get("path")) if repo else None,
        import_is_pinned=any(first.get(key) for key in ("md5", "etag", "checksum", "version_id")),
        import_line=_source_line(reading, path) if first else None,
        description=_told(body, "desc"),
        owner=_told(mapping(body.get("meta")), "owner", "contact", "team", "maintainer"),
    )


def _told(body: Mapping[str, object], *keys: str) -> str:
    """The first of these words that is given at the top or at an output."""
    places = [body, *map(mapping, sequence(body.get("outs")))]
    found = (as_text(place.get(key)) for place in places for key in keys)
    return next((text for text in found if text), "")


def _source_line(reading: _Reading, path: str) -> int | None:
    """The first `path` or `url` beneath `deps`; the file was read before, so this asks no disk."""
    within = False
    for number, line in enumerate(reading.workspace.text(path).splitlines(), 1):
        if line[:1] not in {" ", "-", "", "#"}:
            within = line.startswith("deps:")
        elif within and line[:200].lstrip(" -").startswith(("path:", "url:")):
            return number
    return None


def _project(reading: _Reading, folder: str, root: _Root) -> DvcProject | None:
    if not (root.stages or root.files or root.config.remotes or root.orphans):
        return None
    values = {file: reading.load(file) for file in sorted(root.param_files)}
    project = DvcProject(
        root=folder,
        remotes=root.config.remotes,
        default_remote=root.config.default_remote,
        stages=tuple(root.stages),
        files=tuple(root.files),
        orphans=tuple(root.orphans),
        param_values={file: known for file, known in values.items() if known is not None},
        locks=frozenset(root.locks),
        ignored_locks=frozenset(root.ignored_locks),
        artifacts=tuple(root.artifacts),
        remote_lines=root.config.lines,
        local_remotes=tuple(sorted(root.local.remotes)),
        local_default=root.local.default_remote,
        experiments=tuple(experiments(reading.workspace.history)) if not folder else (),
    )
    return contents(reading.workspace, project)


def _report(project: DvcProject, reading: _Reading) -> SourceReport:
    failed = not project.stages and not project.files and bool(reading.diagnostics)
    return SourceReport(
        collector=NAME,
        kind=DvcCollector.kind,
        location=project.root or ".",
        status=SourceStatus.FAILED if failed else SourceStatus.READ,
        detail=f"{len(project.stages)} stages, {len(project.files)} .dvc files{_told_of(project)}",
        read_files=reading.files,
    )


def _told_of(project: DvcProject) -> str:
    """Experiments that were kept and never applied, with their span."""
    days = [one.at.date() for one in project.experiments if one.at is not None]
    span = f" of {min(days)} to {max(days)}" if days else ""
    return f", {len(project.experiments)} experiments{span}" if project.experiments else ""


collector = DvcCollector()
