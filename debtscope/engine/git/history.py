"""Git history as facts (`model.history`): one bulk log, renames followed, people folded, and what is missing said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from datetime import UTC, datetime, timedelta

from debtscope.engine.git.branches import branches_beyond
from debtscope.engine.git.gateway import GitFailed
from debtscope.engine.git.kept import LogCache, keep_commits, keep_refs, kept_commits, kept_refs, key_of
from debtscope.engine.git.log import RawCommit, read_log
from debtscope.engine.git.people import Identity, Mailmap, fold, is_bot
from debtscope.engine.git.renames import trace
from debtscope.engine.git.repository import Repository
from debtscope.engine.git.shared_log import SharedLog
from debtscope.engine.limits import GIT_COMMITS
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
    cache: LogCache | None = None,
    shared: SharedLog | None = None,
) -> GitHistory | None:
    """The history that a commit stands on; None where not one commit can be read.

    `shared` is a later commit's log, read once for the scans of many commits.
    """
    commits, is_cut = _all_commits(repository, head, mailmap, notes, cache, shared)
    if not commits:
        return None
    is_whole = not (is_cut or repository.is_shallow)
    _tell_odd(commits, tracked, notes, is_whole=is_whole)
    origins, touches = trace(commits, tracked)
    cache = cache if is_whole else None
    refs = _refs_or_none(repository, notes, cache)
    branches, beyond = branches_beyond(repository, head, commits, refs, mailmap, notes, cache)
    return GitHistory(
        head=head,
        branch=branch,
        commits=commits,
        is_shallow=repository.is_shallow,
        is_partial=is_cut,
        dirty=dirty,
        tracked=frozenset(tracked),
        refs=refs,
        origins=origins,
        touches=touches,
        branches=branches,
        objects=frozenset((*(one.sha for one in commits), *beyond)),
        account=repository.account,
    )


def _all_commits(
    repository: Repository, head: str, mailmap: Mailmap, notes: Notes, cache: LogCache | None, shared: SharedLog | None
) -> tuple[tuple[Commit, ...], bool]:
    """Commits, and whether there are more; from the cache where a whole history was read before, without a word to say of it."""
    if shared is not None and (behind := _shared(repository, head, shared)):
        return _commits(behind, mailmap, notes), False
    key = key_of(head, mailmap)
    if not repository.is_shallow and (kept := kept_commits(cache, key)) is not None:
        return kept, False
    told = len(notes.diagnostics())
    raw = _read_commits(repository, head, notes)
    if not raw.commits:
        return (), raw.is_cut
    commits = _commits(raw.commits, mailmap, notes)
    if not repository.is_shallow and not raw.is_cut and len(notes.diagnostics()) == told:
        keep_commits(cache, key, commits)
    return commits, raw.is_cut


def _shared(repository: Repository, head: str, shared: SharedLog) -> list[RawCommit]:
    """What stands behind a commit, out of a later one's log; nothing where that could not be read whole."""
    if not shared.is_read:
        notes = Notes("git")  # what is odd about the later history is not told of the earlier one
        raw = _read_commits(repository, shared.tip, notes)
        shared.take(raw.commits if not (raw.is_cut or repository.is_shallow or notes.diagnostics()) else ())
    return shared.behind(head)


class _Raw:
    """Commits as read, and whether more were there."""

    def __init__(self) -> None:
        self.commits: list[RawCommit] = []
        self.is_cut = False

    def read(self, repository: Repository, head: str, *, is_torn: bool = False) -> str:
        """Why it broke off; empty when it did not. What was read before a failure is kept."""
        try:
            for commit in read_log(repository.gateway, head, is_torn=is_torn):
                self.commits.append(commit)
        except GitFailed as error:
            return error.message
        return ""


def _read_commits(repository: Repository, head: str, notes: Notes) -> _Raw:
    raw = _Raw()
    failed = raw.read(repository, head)
    if failed and not raw.commits:
        failed = raw.read(repository, head, is_torn=True) or failed
    if failed:
        raw.is_cut = True
        notes.add(".git", f"the history is cut after {len(raw.commits)} commits: {failed}")
    if len(raw.commits) >= GIT_COMMITS:
        raw.is_cut = True
        notes.add(".git", f"the history is cut after {GIT_COMMITS} commits")
    return raw


def _tell_odd(commits: Sequence[Commit], tracked: Set[str], notes: Notes, *, is_whole: bool) -> None:
    """What costs nothing and may still surprise who reads the figures."""
    roots = sum(1 for one in commits if not one.parents)
    if roots > 1 and is_whole:  # elsewhere a beginning is where reading ended
        notes.note(".git", f"{roots} histories that began apart were merged: a file counts from its own beginning")
    odd = sum(1 for path in tracked if not path.isprintable())
    if odd:
        notes.note(".git", f"{odd} names of files hold line ends, control characters or bytes that are no text")


def _commits(raw: Sequence[RawCommit], mailmap: Mailmap, notes: Notes) -> tuple[Commit, ...]:
    """Identities become people, seconds become times."""
    counts: Counter[Identity] = Counter((one.name, one.email) for one in raw)
    people = fold(counts, mailmap, salt=raw[-1].sha)
    beyond = sum(1 for one in raw if not 0 < one.time <= _LATEST)
    if beyond:
        notes.add(".git", f"the dates of {beyond} commits are beyond range: read as the nearest date there is")
    nameless = sum(1 for one in raw if not one.name.strip())
    if nameless:
        notes.note(".git", f"{nameless} commits name no author: they are told by their address, or as nobody's")
    commits: list[Commit] = []
    for one in raw:
        identity = (one.name, one.email)
        person = people[identity]
        commits.append(
            Commit(
                one.sha, _EPOCH + timedelta(seconds=min(one.time, _LATEST)), person.name, person.key, one.subject,
                one.changes, len(one.parents) > 1, is_bot(identity, one.subject), one.parents,
            )
        )  # fmt: skip
    return tuple(commits)


def _refs_or_none(repository: Repository, notes: Notes, cache: LogCache | None) -> dict[str, str]:
    key = f"refs {repository.references}"
    if (kept := kept_refs(cache, key)) is not None:
        return kept
    try:
        refs = read_refs(repository)
    except GitFailed as error:
        notes.add(".git", f"the references are not read: {error.message}")
        return {}
    keep_refs(cache, key, refs)
    return refs
