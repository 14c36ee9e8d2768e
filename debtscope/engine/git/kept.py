"""The commits that a commit stands on never change: once read, they are kept in the scan cache under its id. So is what references
mean and reach beyond it, under all that they say: one branch that moved, and git is asked again.

Addresses are gone by then (a commit's author is a name and a salted hash), and subjects were redacted where they were read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, Protocol

from debtscope.engine.git.gateway import HEX
from debtscope.engine.git.people import Mailmap
from debtscope.model.history import BranchTip, Change, Commit
from debtscope.model.text import without_credentials

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FORM = 2
_BETWEEN = "\0"
"""The one character that neither a path nor a status can hold."""


class LogCache(Protocol):
    """Keeps plain records between scans."""

    def get(self, key: str) -> list[Any] | None: ...

    def put(self, key: str, records: list[Any], path: str) -> None: ...


def key_of(head: str, mailmap: Mailmap) -> str:
    """Names the commits behind a commit, with people folded by a mailmap."""
    return f"log {_FORM} {head} {_short(_folding(mailmap))}"


def key_of_branches(head: str, mailmap: Mailmap, refs: Mapping[str, str]) -> str:
    """Names what references reach beyond a commit, with people folded by a mailmap."""
    return f"branches {_FORM} {head} {_short(repr((_folding(mailmap), sorted(refs.items()))))}"


def _folding(mailmap: Mailmap) -> str:
    return repr((sorted(mailmap.by_email.items()), sorted(mailmap.by_both.items())))


def _short(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def kept_commits(cache: LogCache | None, key: str) -> tuple[Commit, ...] | None:
    """None where they are not kept, or what is kept is damaged."""
    plain = cache.get(key) if cache is not None else None
    if not plain:
        return None
    try:
        return tuple(map(_commit, plain))
    except (TypeError, ValueError, IndexError, AttributeError, OverflowError):
        return None


def keep_commits(cache: LogCache | None, key: str, commits: Sequence[Commit]) -> None:
    """For the next scan."""
    if cache is not None:
        cache.put(key, [_plain(commit) for commit in commits], "")


def _plain(commit: Commit) -> list[Any]:
    changes = [part for one in commit.changes for part in (one.status, one.path, one.old or "")]
    return [
        commit.sha, round((commit.at - _EPOCH).total_seconds()), commit.author, commit.author_key, commit.subject,
        _BETWEEN.join(changes), commit.is_merge, commit.is_bot, list(commit.parents),
    ]  # fmt: skip


def _commit(plain: Any) -> Commit:
    sha, seconds, author, key, subject, changes, is_merge, is_bot, parents = plain
    if not all(isinstance(text, str) for text in (sha, author, key, subject)):
        raise ValueError("no commit")
    return Commit(
        sha, _EPOCH + timedelta(seconds=seconds), author, key, subject, tuple(_changes(changes)), is_merge is True,
        is_bot is True, tuple(parents),
    )  # fmt: skip


def _changes(text: str) -> Iterator[Change]:
    if not text:
        return
    parts = iter(text.split(_BETWEEN))
    for status, path, old in zip(parts, parts, parts, strict=True):
        yield Change(status, path, old or None)


def is_fit_to_keep(names: Iterable[str]) -> bool:
    """Whether no name of a reference holds a credential: people do paste keys there, and no key is written anywhere."""
    return all(without_credentials(name) == name for name in names)


def kept_refs(cache: LogCache | None, key: str) -> dict[str, str] | None:
    """References and their commits; None where they are not kept, or what is kept is damaged."""
    plain = cache.get(key) if cache is not None else None
    if not plain or len(plain) % 2 or not all(isinstance(text, str) for text in plain):
        return None
    if not all(HEX.fullmatch(sha) for sha in plain[1::2]):
        return None
    return dict(zip(plain[::2], plain[1::2], strict=True))


def keep_refs(cache: LogCache | None, key: str, refs: Mapping[str, str]) -> None:
    """For the next scan."""
    if cache is not None and is_fit_to_keep(refs):
        cache.put(key, [text for pair in refs.items() for text in pair], "")


def kept_branches(cache: LogCache | None, key: str) -> tuple[tuple[BranchTip, ...], tuple[str, ...]] | None:
    """Tips, and the ids of their commits; None where they are not kept, or what is kept is damaged."""
    plain = cache.get(key) if cache is not None else None
    if not plain:
        return None
    try:
        tips, ids = plain
        return tuple(map(_tip, tips)), tuple(ids.split())
    except (TypeError, ValueError, AttributeError, OverflowError):
        return None


def keep_branches(cache: LogCache | None, key: str, tips: Sequence[BranchTip], ids: Sequence[str]) -> None:
    """For the next scan. Ids are one text: there may be tens of thousands."""
    if cache is not None:
        cache.put(key, [[_plain_tip(tip) for tip in tips], " ".join(ids)], "")


def _plain_tip(tip: BranchTip) -> list[Any]:
    seconds = round((tip.at - _EPOCH).total_seconds())
    return [tip.ref, tip.sha, seconds, tip.author, tip.author_key, tip.is_bot, tip.ahead, tip.base]


def _tip(plain: Any) -> BranchTip:
    ref, sha, seconds, author, key, is_bot, ahead, base = plain
    if not all(isinstance(text, str) for text in (ref, sha, author, key, base)) or not isinstance(ahead, int):
        raise ValueError("no branch")
    return BranchTip(
        ref=ref, sha=sha, at=_EPOCH + timedelta(seconds=seconds), author=author, author_key=key, is_bot=is_bot is True,
        ahead=ahead, base=base,
    )  # fmt: skip
