"""One bulk reading of `git log --raw`: commits with the files that they changed."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from debtscope.engine.files import to_text
from debtscope.engine.git.gateway import HEX, NO_DIFF_PROGRAMS, Gateway
from debtscope.engine.git.renames import with_moves
from debtscope.engine.limits import GIT_COMMITS, GIT_MESSAGE_BYTES
from debtscope.model.history import Change
from debtscope.model.text import without_credentials

_ARGUMENTS = (
    "log", "--raw", "-z", "-M100%", "--no-rename-empty", "--no-abbrev", "--no-color", "--no-notes",
    "--no-mailmap", "--no-show-signature", "--encoding=UTF-8", f"--max-count={GIT_COMMITS}",
    "--format=tformat:%H%x00%P%x00%ct%x00%an%x00%ae%x00%s", *NO_DIFF_PROGRAMS,
)  # fmt: skip
_FORMAT = "--format=tformat:%H%x00%P%x00%ct%x00%an%x00%ae%x00%s"
_HEADER = 6
_LONGEST = 64 * 1024


@dataclass(slots=True)
class RawCommit:
    """A commit as git tells it."""

    sha: str
    parents: tuple[str, ...]
    time: int
    name: str
    email: str
    subject: str
    changes: tuple[Change, ...] = ()


def read_log(gateway: Gateway, start: str, *, is_torn: bool = False) -> Iterator[RawCommit]:
    """Commits reachable from a commit, children before parents. Raises GitFailed, also after some commits.

    That order needs every commit before the first is told; of a torn history git tells the newest ones without it.
    """
    if not HEX.fullmatch(start):
        raise ValueError("not an object id")
    order = () if is_torn else ("--date-order",)
    tokens = tokens_of(gateway, (*_ARGUMENTS, *order, "--end-of-options", start, "--"))
    commit: RawCommit | None = None
    changes: list[Change] = []
    for token in tokens:
        if commit is not None and token.lstrip(b"\n")[:1] == b":":
            changes.append(_change(token, tokens))
            continue
        if commit is not None:
            commit.changes = with_moves(changes)
            yield commit
        commit, changes = _header(token, tokens), []
    if commit is not None:
        commit.changes = with_moves(changes)
        yield commit


@dataclass(slots=True)
class Outside:
    """The commits that some reference reaches and HEAD does not."""

    parents: dict[str, tuple[str, ...]]
    """Of every one."""
    tips: dict[str, RawCommit]
    """Those that were asked for, whole but for their changes."""


def read_outside(gateway: Gateway, head: str, tips: Container[str]) -> Outside:
    """What `head` does not reach; of most of its many commits nothing is wanted but their parents. Raises GitFailed."""
    if not HEX.fullmatch(head):
        raise ValueError("not an object id")
    arguments = (
        "log", "--all", "-z", "--no-color", "--no-notes", "--no-mailmap", "--no-show-signature", "--encoding=UTF-8",
        f"--max-count={GIT_COMMITS}", _FORMAT, *NO_DIFF_PROGRAMS, "--not", "--end-of-options", head, "--",
    )  # fmt: skip
    tokens = tokens_of(gateway, arguments)
    found = Outside({}, {})
    for first, parents, *told in zip_longest(*[tokens] * _HEADER, fillvalue=b""):
        sha = _id_of(first)
        found.parents[sha] = above = _ids_in(parents)
        if sha in tips:
            found.tips[sha] = _commit(sha, above, *told)
    return found


def tokens_of(gateway: Gateway, arguments: tuple[str, ...]) -> Iterator[bytes]:
    """What stands between zero bytes; of anything longer than a name or subject may be, the beginning."""
    rest = b""
    for chunk in gateway.stream(arguments):
        first, *others = chunk.split(b"\0")
        rest += first[: max(0, _LONGEST - len(rest))]
        for other in others:
            yield rest
            rest = other[:_LONGEST]
    if rest:
        yield rest


def _header(first: bytes, tokens: Iterator[bytes]) -> RawCommit:
    parents, when, name, email, subject = (next(tokens, b"") for _ in range(_HEADER - 1))
    return _commit(_id_of(first), _ids_in(parents), when, name, email, subject)


def _id_of(token: bytes) -> str:
    return token.strip().decode("ascii", "replace")


def _ids_in(token: bytes) -> tuple[str, ...]:
    return tuple(token.decode("ascii", "replace").split())


def _commit(sha: str, parents: tuple[str, ...], when: bytes, name: bytes, email: bytes, subject: bytes) -> RawCommit:
    return RawCommit(
        sha=sha,
        parents=parents,
        time=int(when) if when.isdigit() and len(when) < 20 else 0,
        name=_told(name, 200),
        email=_told(email, 200),
        subject=_told(subject, GIT_MESSAGE_BYTES),
    )


def _told(raw: bytes, limit: int) -> str:
    """Redacted where it is read: people do paste keys into names and subjects."""
    return without_credentials(raw[:limit].decode("utf-8", "replace")) if raw else ""


def _change(token: bytes, tokens: Iterator[bytes]) -> Change:
    """`:mode mode id id S` and one path, or two for a rename."""
    status = chr(token[token.rindex(b" ") + 1])
    path = to_text(next(tokens, b""))
    if status in "RC":
        return Change(status, to_text(next(tokens, b"")), path)
    return Change(status, path)
