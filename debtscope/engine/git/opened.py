"""A folder's repository, opened once for a workspace: the tree that is tracked at once, the history on demand."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from debtscope.engine.files import FolderReader, why
from debtscope.engine.git.dirty import is_dirty
from debtscope.engine.git.gateway import HEX, GitFailed
from debtscope.engine.git.history import read_history
from debtscope.engine.git.kept import LogCache
from debtscope.engine.git.past import past_files
from debtscope.engine.git.people import Mailmap, parse_mailmap
from debtscope.engine.git.repository import NoRepository, Repository, open_repository, top_level
from debtscope.engine.git.shared_log import SharedLog
from debtscope.engine.git.tree import Blob, TreeSource, read_tree
from debtscope.engine.limits import GIT_COMMITS, MIB
from debtscope.engine.notes import Notes
from debtscope.engine.remembered import FileCache
from debtscope.model.errors import Unreadable, UsageError
from debtscope.model.history import GitHistory, PastFile
from debtscope.model.regex import regex
from debtscope.model.text import printable

_NAME = regex(r"[\w][\w./+-]{0,200}")
"""Of a branch or tag."""


class HistoryCache(LogCache, FileCache, Protocol):
    """Keeps commits, and which file was which blob."""


class OpenedRepository:
    """What git knows of one folder at one commit."""

    def __init__(self, root: Path, rev: str | None) -> None:
        self.notes = Notes("git")
        self._rev = rev
        self._repository: Repository | None = None
        self._head: str | None = None
        self._blobs: list[Blob] | None = None
        self._finalizer: weakref.finalize[..., OpenedRepository] | None = None
        try:
            self._repository = open_repository(root, self._private(), self.notes)
            self._head = self._resolve("HEAD" if rev is None else rev)
            self._blobs = read_tree(self._repository.gateway, self._head, sizes=self.is_tree)
        except NoRepository as error:
            self.reason = error.message
            if (root / ".git").exists() or (root / ".git").is_symlink():
                self.notes.add(".git", f"no history: {error.message}")
            elif (top := top_level(root)) is not None:
                up = "/".join([".."] * len(root.relative_to(top).parts))
                self.notes.note(
                    "", f"part of the repository at {up}: history, CI and owners are seen only when that is scanned"
                )
        except GitFailed as error:
            self.reason = error.message
            self.notes.add(".git", f"no history: {error.message}")

    reason: str = ""
    """Why there is no history."""

    def close(self) -> None:
        """Removes the private copy."""
        if self._finalizer is not None:
            self._finalizer()

    def _private(self) -> Path:
        """A folder for the private copy, gone with this object or the process."""
        try:
            private = Path(tempfile.mkdtemp(prefix="debtscope-git-"))
        except OSError as error:
            raise NoRepository(f"no temporary folder can be made: {why(error)}") from None
        self._finalizer = weakref.finalize(self, shutil.rmtree, private, True)
        return private

    @property
    def is_tree(self) -> bool:
        """Whether files come from a commit instead of a folder."""
        return self._rev is not None or (self._repository is not None and self._repository.is_bare)

    @property
    def exclude(self) -> str:
        """The repository's own ignore rules outside any `.gitignore`."""
        return self._repository.exclude if self._repository else ""

    @property
    def tracked(self) -> frozenset[str] | None:
        """Paths in the commit's tree; None where it was not read."""
        return None if self._blobs is None else frozenset(blob.path for blob in self._blobs)

    @property
    def submodules(self) -> frozenset[str]:
        """Paths at which the commit names a commit of another repository."""
        return frozenset(blob.path for blob in self._blobs or () if blob.is_submodule)

    def seconds(self) -> int:
        """When the commit was made, in seconds since 1970; 0 where git does not tell."""
        if self._repository is None or self._head is None:
            return 0
        try:
            raw = self._repository.gateway.run("log", "-1", "--format=%ct", "--end-of-options", self._head)
        except GitFailed:
            return 0
        return int(raw) if raw.strip().isdigit() and len(raw) < 20 else 0

    def mainline(self) -> list[tuple[str, int]]:
        """The branch's own commits (first parents) with their times in seconds since 1970, newest first."""
        if self._repository is None or self._head is None:
            return []
        arguments = ("log", "--first-parent", f"--max-count={GIT_COMMITS}", "--format=%H %ct", "--end-of-options")
        try:
            raw = self._repository.gateway.run(*arguments, self._head).decode("ascii", "replace")
        except GitFailed as error:
            self.notes.add(".git", f"the branch cannot be followed: {error.message}")
            return []
        pairs = (line.partition(" ") for line in raw.splitlines())
        return [(sha, int(when)) for sha, _, when in pairs if HEX.fullmatch(sha) and when.isdigit() and len(when) < 20]

    def source(self) -> tuple[TreeSource, list[Blob]]:
        """The commit's files; raises UsageError where they cannot be had."""
        if self._repository is None or self._blobs is None:
            if self._repository is None:
                hint = "install git, or name a git repository: debtscope -C PATH …"
            else:
                hint = "name a commit that this repository holds" if self._rev is not None else "make a commit first"
            raise UsageError(f"no commit to scan: {self.reason}", hint)
        return TreeSource(self._repository.gateway, self._blobs), self._blobs

    def _resolve(self, rev: str) -> str:
        """The commit that a revision names; raises GitFailed."""
        assert self._repository is not None
        if rev == "HEAD":
            told = "HEAD names no commit: the branch has none yet, or its reference is damaged"
        else:
            told = f"{printable(rev, limit=80)!r} names no commit"
        try:
            raw = self._repository.gateway.run("rev-parse", "--verify", "--end-of-options", f"{rev}^{{commit}}")
        except GitFailed as error:
            usual = "Needed a single revision" in error.message
            raise GitFailed(told if usual else f"{told} ({error.message})") from None
        sha = raw.decode("ascii", "replace").strip()
        if not HEX.fullmatch(sha):
            raise GitFailed(told)
        return sha

    def commit_of(self, rev: str) -> str | None:
        """The commit of a branch or tag that data names, or of HEAD; None where there is none, or the name is none."""
        if self._repository is None:
            return None
        if rev == "HEAD":
            return self._head
        if not _NAME.fullmatch(rev) or ".." in rev:
            return None
        for place in ("refs/heads", "refs/remotes/origin", "refs/tags"):
            try:
                return self._resolve(f"{place}/{rev}")
            except GitFailed:
                continue
        return None

    def object_of(self, commit: str, path: str) -> str | None:
        """The id of what a commit has at a path (a file or a folder); None where it has nothing, or is not here."""
        if self._repository is None or not HEX.fullmatch(commit) or "\0" in path or not path or path.startswith("/"):
            return None
        try:
            raw = self._repository.gateway.run("ls-tree", "-z", "--full-tree", "--end-of-options", commit, "--", path)
        except GitFailed:
            return None
        described = raw.partition(b"\t")[0].split()
        return described[2].decode("ascii", "replace") if len(described) == 3 else None

    def history(
        self, reader: FolderReader | None, cache: HistoryCache | None = None, shared: SharedLog | None = None
    ) -> GitHistory | None:
        """Read by one bulk log, or from the cache; `reader` is the work tree where there is one."""
        if self._repository is None or self._head is None or self._blobs is None:
            return None
        dirty: bool | None = False
        if not self.is_tree:
            dirty = (
                None
                if reader is None
                else is_dirty(reader, self._blobs, is_sparse=self._repository.is_sparse, cache=cache)
            )
        return read_history(
            self._repository, self._head, tracked=self.tracked or frozenset(), mailmap=self._mailmap(reader),
            dirty=dirty, branch=None if self._rev is not None else self._repository.branch, notes=self.notes, cache=cache,
            shared=shared,
        )  # fmt: skip

    def past(self, wanted: Callable[[str], bool], most: int) -> Iterator[PastFile]:
        """What files were in past commits and are no longer; nothing without a repository."""
        if self._repository is not None and self._head is not None and self._blobs is not None:
            here = {blob.sha for blob in self._blobs}
            yield from past_files(self._repository.gateway, self._head, here, wanted, most, self.notes)

    def _mailmap(self, reader: FolderReader | None) -> Mailmap:
        try:
            if reader is not None and not self.is_tree:
                if reader.lstat(".mailmap") is None:
                    return Mailmap()
                data = reader.read(".mailmap", MIB)
            else:
                source, _ = self.source()
                data = source.read(".mailmap", MIB)
                source.close()
        except Unreadable as error:
            if reader is not None and not self.is_tree:
                self.notes.add(".mailmap", error.message)
            return Mailmap()
        return parse_mailmap(data.decode("utf-8", "replace"))
