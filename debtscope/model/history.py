"""Git history as facts: commits with the files they changed, renames followed. Read once per scan by `engine.git`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from debtscope.model.frozen import frozen


@frozen(kw_only=False)
class Change:
    """One file in one commit, as `git log --raw` tells it."""

    status: str
    """A, M, D, R or T."""
    path: str
    old: str | None = None
    """The former path of a rename: with equal content, or of a Python file under its name in another folder."""


@frozen(kw_only=False)
class Commit:
    """One commit reachable from HEAD; `at` is the committer time, UTC."""

    sha: str
    at: datetime
    author: str
    """The author's name; e-mail addresses never leave the gateway."""
    author_key: str
    """A salted hash of the folded identity: equal for one person's several addresses where a mailmap or the name says so."""
    subject: str
    changes: tuple[Change, ...]
    is_merge: bool = False
    is_bot: bool = False
    parents: tuple[str, ...] = ()
    """First the branch's own, then what a merge brought in."""


@frozen
class BranchTip:
    """A reference to a commit that HEAD does not reach: a branch that was never merged, a hidden experiment."""

    ref: str
    """Full name: `refs/heads/x`, `refs/remotes/origin/x`, `refs/exps/…`."""
    sha: str
    at: datetime
    """Of its newest commit, UTC."""
    author: str
    author_key: str
    is_bot: bool
    ahead: int
    """Commits that HEAD lacks; a lower bound where the history is cut."""
    base: str
    """The commit that it began from, by first parents; `` where it has no history in common with HEAD."""


@frozen
class GitHistory:
    """Newest commit first."""

    head: str | None
    branch: str | None
    commits: tuple[Commit, ...]
    is_shallow: bool = False
    is_partial: bool = False
    """Older commits are there but could not be read; what is told is a lower bound, as in a shallow clone."""
    dirty: bool | None = None
    """Whether tracked files differ from HEAD, by our own hashes; None when that is not known."""
    tracked: frozenset[str] = frozenset()
    """Paths in HEAD's tree."""
    refs: Mapping[str, str] = field(default_factory=dict[str, str])
    """Full ref name -> commit id."""
    origins: Mapping[str, str] = field(default_factory=dict[str, str])
    """Path today -> the oldest name that exact renames reach; paths never renamed are left out."""
    touches: Mapping[str, tuple[int, ...]] = field(default_factory=dict[str, tuple[int, ...]])
    """Path today -> indices into `commits`, newest first, renames followed."""
    branches: tuple[BranchTip, ...] = ()
    """References whose commit HEAD does not reach, by name; empty too where they could not be read."""
    objects: frozenset[str] = frozenset()
    """Every commit id that any ref reaches (to judge whether a recorded commit is in this repository)."""
    account: str = ""
    """Who the repository is hosted under, lower case: `acme` of `github.com/acme/churn`; `` where its origin is no such address."""

    def origin(self, path: str) -> str:
        """The oldest known name of a file of today."""
        return self.origins.get(path, path)

    def of(self, path: str) -> tuple[Commit, ...]:
        """The commits that touched a file, newest first, renames followed."""
        return tuple(self.commits[i] for i in self.touches.get(path, ()))

    def last_touch(self, path: str) -> Commit | None:
        """The newest commit that touched a file."""
        indices = self.touches.get(path)
        return self.commits[indices[0]] if indices else None

    def first_touch(self, path: str) -> Commit | None:
        """The commit that brought a file in; a lower bound in a shallow clone."""
        indices = self.touches.get(path)
        return self.commits[indices[-1]] if indices else None


@frozen
class PastFile:
    """A content that a file had in some commit and that no file has today."""

    path: str
    commit: str
    """The oldest one that had it."""
    day: str
    """UTC date of that commit."""
    data: bytes
