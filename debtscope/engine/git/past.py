"""Files as past commits had them: for what must not have stood there on any day, such as a credential."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from datetime import UTC, datetime

from debtscope.engine.files import to_text
from debtscope.engine.git.gateway import HEX, NO_DIFF_PROGRAMS, Gateway, GitFailed
from debtscope.engine.git.log import tokens_of
from debtscope.engine.git.tree import Blob, TreeSource, folders_of
from debtscope.engine.limits import GIT_COMMITS, PAST_BLOBS
from debtscope.engine.notes import Notes
from debtscope.engine.walk import is_skipped_folder
from debtscope.model.errors import Unreadable
from debtscope.model.history import PastFile

_ARGUMENTS = (
    "log", "--raw", "-z", "--no-renames", "--no-abbrev", "--diff-filter=AM", "--no-color", "--no-notes",
    "--no-mailmap", "--no-show-signature", f"--max-count={GIT_COMMITS}", "--format=tformat:%H%x00%ct", *NO_DIFF_PROGRAMS,
)  # fmt: skip
_FILE = b"100"
"""How the modes of regular files begin."""


def past_files(
    gateway: Gateway, head: str, here: Collection[str], wanted: Callable[[str], bool], most: int, notes: Notes
) -> Iterator[PastFile]:
    """Every content that a commit which `head` reaches gave a file and that its tree (blobs: `here`) no longer has.

    Each once, under the oldest commit that had it, newest first; paths that are not `wanted`, contents of more than `most`
    bytes and those that the repository does not hold are left out. What only a merge wrote is not seen: git shows no
    change of a merge.
    """
    try:
        found = {sha: place for sha, place in _listed(gateway, head, wanted) if sha not in here}
    except GitFailed as error:
        notes.add(".git", f"past commits cannot be read: {error.message}")
        return
    if len(found) > PAST_BLOBS:
        notes.add(".git", f"past commits hold {len(found)} contents: the newest {PAST_BLOBS} are read")
    unread = 0
    with closing(TreeSource(gateway, [Blob(sha, "100644", sha) for sha in found])) as source:
        for sha, (path, commit, when) in list(found.items())[:PAST_BLOBS]:
            try:
                data = source.read(sha, most)
            except Unreadable:
                unread += 1
                continue
            day = datetime.fromtimestamp(when, UTC).date().isoformat()
            yield PastFile(path=path, commit=commit, day=day, data=data)
    if unread:
        notes.note(
            ".git", f"{unread} contents of past commits not read: too large, or the repository does not hold them"
        )


def _listed(gateway: Gateway, head: str, wanted: Callable[[str], bool]) -> Iterator[tuple[str, tuple[str, str, int]]]:
    """Blob, and its path, commit and seconds since 1970, newest first: the last one of a blob is its oldest."""
    if not HEX.fullmatch(head):
        raise ValueError("not an object id")
    commit, when = "", 0
    tokens = tokens_of(gateway, (*_ARGUMENTS, "--end-of-options", head, "--"))
    for token in tokens:
        line = token.lstrip(b"\n")
        if line[:1] != b":":
            commit, time = line.decode("ascii", "replace"), next(tokens, b"")
            when = int(time) if time.isdigit() and len(time) < 12 else 0
            continue
        path = to_text(next(tokens, b""))
        words = line.split()
        blob = words[3].decode("ascii", "replace") if len(words) == 5 and words[1].startswith(_FILE) else ""
        if HEX.fullmatch(blob) and HEX.fullmatch(commit) and _is_listed(path) and wanted(path):
            yield blob, (path, commit, when)


def _is_listed(path: str) -> bool:
    """Whether a walk of that commit would have come to it."""
    return not any(is_skipped_folder(folder) for folder in folders_of(path))
