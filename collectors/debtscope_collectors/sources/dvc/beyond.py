"""What DVC knows beyond the files of the commit: experiments in hidden references, and the repositories that imports come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from debtscope.api import GitHistory, Upstream
from debtscope.model.regex import regex
from debtscope_collectors.sources.dvc.facts import DvcExperiment, DvcFile

_EXPERIMENT: Final = regex(r"refs/exps/([0-9a-f]{2})/([0-9a-f]{38})/(.{1,200})")
"""`refs/exps/exec/…`, `refs/exps/stash` and the like are DVC's own book-keeping."""


def experiments(history: GitHistory | None) -> Iterator[DvcExperiment]:
    """By age, oldest first; those without a date last."""
    if history is None:
        return
    dates = {tip.ref: tip.at for tip in history.branches}
    own = {commit.sha: commit.at for commit in history.commits}
    found: list[DvcExperiment] = []
    for ref, commit in history.refs.items():
        match = _EXPERIMENT.fullmatch(ref)
        if match is not None:
            base = match[1] + match[2]
            found.append(
                DvcExperiment(
                    name=match[3], base=base, commit=commit, base_is_known=base in own,
                    at=dates.get(ref) or own.get(commit),
                )
            )  # fmt: skip
    yield from sorted(found, key=lambda one: (one.at is None, one.at.isoformat() if one.at else "", one.name))


def asked(file: DvcFile, clones: Sequence[Upstream]) -> DvcFile:
    """An import with what the clone that the user named for its repository says of it."""
    if not file.import_repo:
        return file
    clone = next((one for one in clones if one.is_at(file.import_repo)), None)
    if clone is None:
        return file
    tip = clone.commit_of(file.import_rev)
    if tip is None or file.import_rev_lock is None:
        return replace(file, import_tip=tip)
    return replace(file, import_tip=tip, import_has_moved=_has_moved(clone, file, file.import_rev_lock, tip))


def _has_moved(clone: Upstream, file: DvcFile, locked: str, tip: str) -> bool | None:
    """Whether the data is another: the file in git, or the hash in its `.dvc` file or lock where DVC keeps it there."""
    if tip == locked:
        return False
    path = (file.import_path or "").strip("/")
    for place in (path, f"{path}.dvc", *_locks(path)):
        before, now = clone.object_of(locked, place), clone.object_of(tip, place)
        if before is not None or now is not None:
            return before != now
    return None


def _locks(path: str) -> Iterator[str]:
    """The dvc.lock of each folder above a path, the nearest first."""
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        yield f"{folder}/dvc.lock" if folder else "dvc.lock"
