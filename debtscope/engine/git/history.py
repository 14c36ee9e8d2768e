"""Git history as facts (`model.history`): one bulk log, renames followed, people folded, and what is missing said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from datetime import UTC, datetime, timedelta

from debtscope.engine.git.gateway import GitFailed
from debtscope.engine.git.log import RawCommit, read_log
from debtscope.engine.git.people import Identity, Mailmap, fold, is_bot
from debtscope.engine.git.renames import trace
from debtscope.engine.git.repository import Repository
from debtscope.engine.limits import GIT_COMMITS, GIT_SECONDS
from debtscope.engine.notes import Notes
from debtscope.model.history import Commit, GitHistory

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = int((datetime(9999, 12, 31, tzinfo=UTC) - _EPOCH).total_seconds())


def read_refs(repository: Repository) -> dict[str, str]:
    """Full reference name -> commit id, tags followed to their commit. Raises GitFailed."""
    raw = repository.gateway.run(
        "for-each-ref", "--format=%(refname)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)"
    )
    refs: dict[str, str] = {}
    for line in raw.decode("utf-8", "surrogateescape").splitlines():
        parts = line.split("\0")
        if len(parts) == 5:
            name, kind, sha, inner_kind, inner = parts
            if kind == "commit":
                refs[name] = sha
            elif inner_kind == "commit":
                refs[name] = inner
    return refs


def read_history(
    repository: Repository,
    head: str,
    *,
    tracked: Set[str],
    mailmap: Mailmap,
    dirty: bool | None,
    branch: str | None,
    notes: Notes,
) -> GitHistory | None:
    """The history that a commit stands on; None where not one commit can be read."""
    raw = _read_commits(repository, head, notes)
    if not raw.commits:
        return None
    commits = _commits(raw.commits, mailmap, notes)
    origins, touches = trace(commits, tracked)
    refs = _refs_or_none(repository, notes)
    return GitHistory(
        head=head,
        branch=branch,
        commits=commits,
        is_shallow=repository.is_shallow,
        is_partial=raw.is_cut,
        dirty=dirty,
        tracked=frozenset(tracked),
        refs=refs,
        origins=origins,
        touches=touches,
        objects=_objects(repository, commits, refs, head, notes),
    )


class _Raw:
    """Commits as read, and whether more were there."""

    def __init__(self) -> None:
        self.commits: list[RawCommit] = []
        self.is_cut = False


def _read_commits(repository: Repository, head: str, notes: Notes) -> _Raw:
    raw = _Raw()
    try:
        for commit in read_log(repository.gateway, head):
            raw.commits.append(commit)  # one by one: those read before a failure are kept
    except GitFailed as error:
        raw.is_cut = True
        notes.add(".git", f"the history is cut after {len(raw.commits)} commits: {error.message}")
    if len(raw.commits) >= GIT_COMMITS:
        raw.is_cut = True
        notes.add(".git", f"the history is cut after {GIT_COMMITS} commits")
    return raw


def _commits(raw: Sequence[RawCommit], mailmap: Mailmap, notes: Notes) -> tuple[Commit, ...]:
    """Identities become people, seconds become times."""
    counts: Counter[Identity] = Counter((one.name, one.email) for one in raw)
    people = fold(counts, mailmap, salt=raw[-1].sha)
    beyond = sum(1 for one in raw if not 0 < one.time <= _LATEST)
    if beyond:
        notes.add(".git", f"the dates of {beyond} commits are beyond range: read as the nearest date there is")
    commits: list[Commit] = []
    for one in raw:
        identity = (one.name, one.email)
        person = people[identity]
        commits.append(
            Commit(
                one.sha, _EPOCH + timedelta(seconds=min(one.time, _LATEST)), person.name, person.key, one.subject,
                one.changes, len(one.parents) > 1, is_bot(identity, one.subject),
            )
        )  # fmt: skip
    return tuple(commits)


def _refs_or_none(repository: Repository, notes: Notes) -> dict[str, str]:
    try:
        return read_refs(repository)
    except GitFailed as error:
        notes.add(".git", f"the references are not read: {error.message}")
        return {}


def _objects(
    repository: Repository, commits: Sequence[Commit], refs: dict[str, str], head: str, notes: Notes
) -> frozenset[str]:
    """Every commit that any reference reaches; git is asked only for what HEAD does not reach."""
    known = {commit.sha for commit in commits}
    if set(refs.values()) <= known:
        return frozenset(known)
    try:
        raw = repository.gateway.run(
            "rev-list", "--all", f"--max-count={GIT_COMMITS}", "--not", "--end-of-options", head, seconds=GIT_SECONDS
        )
    except GitFailed as error:
        notes.add(".git", f"the commits of other branches are not read: {error.message}")
        return frozenset(known)
    return frozenset(known | set(raw.decode("ascii", "replace").split()))
