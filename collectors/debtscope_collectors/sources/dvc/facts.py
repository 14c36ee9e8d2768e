"""What DVC's files say, read without DVC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from debtscope.model.frozen import frozen


@frozen
class LockedPath:
    """One dependency or output in dvc.lock."""

    path: str
    """Workspace path; absolute ones as written."""
    md5: str | None
    size: int | None
    hash_name: str | None
    """`md5` in DVC 3; None means a DVC 2 entry (CRLF of text normalised before hashing)."""
    nfiles: int | None = None
    """Number of files of a folder."""


@frozen
class PathNow:
    """What stands today at a path that a lock names."""

    md5s: tuple[str, ...]
    """Hashes that count as its content (raw, and with other line ends where it is text); empty = not hashed."""
    size: int
    in_git: bool | None
    """Tracked by git (for a folder: any file of it); None without git."""
    nfiles: int | None = None
    """Number of files of a folder."""
    ntracked: int = 0
    """Number of those that git tracks."""


@frozen
class LockedStage:
    """What dvc.lock recorded at the last run."""

    cmd: str
    deps: tuple[LockedPath, ...] = ()
    outs: tuple[LockedPath, ...] = ()
    params: Mapping[str, Mapping[str, object]] = field(default_factory=dict[str, Mapping[str, object]])
    """Parameter file -> dotted key -> value."""


@frozen
class DvcStage:
    """One expanded stage (`train@north`) of one dvc.yaml."""

    name: str
    base: str
    """Its name in dvc.yaml, before `@`."""
    path: str
    """Of the dvc.yaml."""
    line: int | None
    wdir: str
    """Workspace folder in which cmd runs."""
    cmd: tuple[str, ...]
    deps: tuple[str, ...] = ()
    """Workspace paths, templating resolved."""
    outs: tuple[str, ...] = ()
    """outs, metrics and plots alike."""
    metrics: tuple[str, ...] = ()
    uncached: frozenset[str] = frozenset()
    """Outputs with `cache: false`."""
    persisted: frozenset[str] = frozenset()
    """Outputs with `persist: true`: a run finds what the last one left there."""
    params: tuple[tuple[str, str | None], ...] = ()
    """(parameter file, dotted key or None for the whole file)."""
    frozen: bool = False
    always_changed: bool = False
    unresolved: bool = False
    """Some `${}` could not be resolved: compare by prefix, and say so."""
    locked: LockedStage | None = None


@frozen
class DvcArtifact:
    """One entry of `artifacts:` in a dvc.yaml: a name that the team gave to an output."""

    name: str
    path: str
    """Workspace path of the output."""
    type: str
    """model, dataset …; `` where it is not said."""
    declared_in: str
    """Of the dvc.yaml."""
    description: str = ""
    labels: tuple[str, ...] = ()


@frozen
class DvcFile:
    """One `.dvc` file: tracked data or an import."""

    path: str
    outs: tuple[LockedPath, ...]
    frozen: bool = False
    import_repo: str | None = None
    """Url of the imported repository, user information removed."""
    import_rev: str | None = None
    import_rev_lock: str | None = None
    import_url: str | None = None
    """Source of an import-url, user information removed."""
    import_path: str | None = None
    """Path of the data within the imported repository."""
    import_is_pinned: bool = False
    """An import-url whose content is recorded: md5, etag, checksum or version."""
    import_tip: str | None = None
    """The commit that an update would take, of a clone that the user named; None where none was named."""
    import_has_moved: bool | None = None
    """What is imported is another content there than at `rev_lock`; None where that cannot be told."""
    import_line: int | None = None
    """Line of the source's path in the file."""
    description: str = ""
    """`desc` of the file or of an output."""
    owner: str = ""
    """`meta.owner`, or another word of `meta` for the one to ask."""


@frozen
class DvcExperiment:
    """One experiment that DVC keeps in a hidden reference (`refs/exps/…`)."""

    name: str
    base: str
    """The commit that it was started from."""
    commit: str
    base_is_known: bool
    """The history of HEAD has that commit."""
    at: datetime | None
    """When it was made; None where the history does not tell."""


@frozen
class DvcProject:
    """One DVC root (`.dvc/` folder)."""

    root: str
    """Workspace folder, `` for the top."""
    remotes: Mapping[str, str]
    """Name -> url, user information removed."""
    default_remote: str | None
    """As .dvc/config says; None where it names none."""
    stages: tuple[DvcStage, ...]
    files: tuple[DvcFile, ...]
    orphans: tuple[tuple[str, str], ...] = ()
    """(dvc.lock path, stage) in the lock and in no dvc.yaml, with an output that no declared stage makes."""
    param_values: Mapping[str, Mapping[str, object]] = field(default_factory=dict[str, Mapping[str, object]])
    """Parameter file -> its nested values today."""
    now: Mapping[str, PathNow] = field(default_factory=dict[str, PathNow])
    """Path named by a lock -> what stands there today; paths with nothing there are left out."""
    locks: frozenset[str] = frozenset()
    """Paths of the dvc.lock files that were read."""
    ignored_locks: frozenset[str] = frozenset()
    """Those of them that .gitignore hides: nobody else gets them."""
    artifacts: tuple[DvcArtifact, ...] = ()
    local_remotes: tuple[str, ...] = ()
    """Names of the remotes that `.dvc/config.local` of this machine defines or changes; its values are never kept."""
    local_default: str | None = None
    """The default remote that it chooses."""
    experiments: tuple[DvcExperiment, ...] = ()
    """By age, oldest first; a clone has none, so that none proves nothing."""
    remote_lines: Mapping[str, int] = field(default_factory=dict[str, int])
    """Name of a remote -> line of its url in .dvc/config."""

    def tracked_outputs(self) -> frozenset[str]:
        """Every workspace path whose content DVC pins: outs of stages and of .dvc files."""
        outs = {out for stage in self.stages for out in stage.outs}
        return frozenset(outs | {locked.path for file in self.files for locked in file.outs})

    def recorded_inputs(self) -> frozenset[str]:
        """Every workspace path whose content a lock tells as the input of a run: which one it was is known, wherever it is kept."""
        return frozenset(dep.path for stage in self.stages if stage.locked for dep in stage.locked.deps if dep.md5)
