"""What lies beside git in a folder, so that a commit of it is scanned over the same sources."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from debtscope.engine.files import FolderReader
from debtscope.engine.git.opened import OpenedRepository
from debtscope.engine.ignore import IgnoreFile
from debtscope.engine.notes import Notes
from debtscope.engine.walk import Walk
from debtscope.model.frozen import frozen
from debtscope.model.ledger import Ledger
from debtscope.model.vocabulary import SourceStatus
from debtscope.services.types import ScanRequest


@frozen(kw_only=False)
class BesideGit:
    """How to scan a commit over the sources of the folder that it is checked out in."""

    request: ScanRequest
    """Names the untracked stores and exports, as the user would."""
    mainline: list[tuple[str, int]]
    """The branch's own commits with their seconds since 1970, newest first."""
    hidden: frozenset[str]
    """Files of the folder that .gitignore keeps out of git: no commit shows them."""


def beside_git(request: ScanRequest, today: Ledger) -> BesideGit:
    """Of a request and the ledger of the folder as it is today."""
    repository = OpenedRepository(request.root, None)
    try:
        commits, tracked = repository.mainline(), repository.tracked or frozenset()
        hidden = _hidden(request.root, repository, tracked)
    finally:
        repository.close()

    def untracked(collector: str) -> tuple[str, ...]:
        places = dict.fromkeys(
            source.location for source in today.sources
            if source.collector == collector and source.status is SourceStatus.READ
        )  # fmt: skip
        return tuple(
            str(request.root / place) for place in places
            if ":" not in place and (request.root / place).exists()
            and not any(path == place or path.startswith(f"{place}/") for path in tracked)
        )  # fmt: skip

    named = replace(
        request,
        mlflow=(*request.mlflow, *untracked("mlflow")),
        monitoring=(*request.monitoring, *untracked("monitoring")),
    )
    return BesideGit(named, commits, hidden)


def _hidden(root: Path, repository: OpenedRepository, tracked: frozenset[str]) -> frozenset[str]:
    try:
        reader = FolderReader(root)
    except OSError:  # a bare repository, or a folder that is gone: nothing lies beside
        return frozenset()
    rules = (IgnoreFile(repository.exclude, ""),) if repository.exclude else ()
    try:
        found = Walk(reader, Notes("files"), rules=rules, tracked=tracked, submodules=repository.submodules).run()
    finally:
        reader.close()
    return frozenset(found.ignored)
