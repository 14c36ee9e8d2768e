"""Whether a kept ledger is older than its repository: told from two small files of git and the calendar, without a scan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from debtscope.engine.files import FolderReader
from debtscope.model.errors import Unreadable
from debtscope.model.regex import regex
from debtscope.model.vocabulary import SourceStatus
from debtscope.services.types import Book, ScanRequest

_HASH = regex(r"[0-9a-f]{40,64}")
_LARGEST_REFS = 4 * 1024 * 1024


def is_behind(book: Book, request: ScanRequest, today: date) -> bool:
    """Whether a scan of the same request would look at another commit or day.

    Never where its ledger could not be kept, and not where the last scan also read what only its own options named: a scan
    without them would know less.
    """
    if book.root is None or book.read_only or request.rev is not None or not request.save:
        return False
    read = (s.location or "" for s in book.ledger.sources if s.status is SourceStatus.READ)
    if not (request.mlflow or request.monitoring or request.sarif or request.upstream) and any(
        at.startswith(("outside:", "/")) or "://" in at for at in read
    ):
        return False
    if book.ledger.as_of != (request.as_of or today).isoformat():
        return True
    now = head_of(book.root)
    return now is not None and now != book.ledger.repository.revision


def head_of(root: Path) -> str | None:
    """The commit that is checked out; None where it cannot be told simply (no git, a linked work tree)."""
    try:
        reader = FolderReader(root)
    except OSError:
        return None
    try:
        head = _text(reader, ".git/HEAD", 1000)
        if not head.startswith("ref: refs/"):
            return head if _HASH.fullmatch(head) else None
        name = head.removeprefix("ref: ")
        loose = _text(reader, f".git/{name}", 1000) if ".." not in name else ""
        if _HASH.fullmatch(loose):
            return loose
        packed = (line.partition(" ") for line in _text(reader, ".git/packed-refs", _LARGEST_REFS).splitlines())
        return next((at for at, _, ref in packed if ref == name and _HASH.fullmatch(at)), None)
    finally:
        reader.close()


def _text(reader: FolderReader, path: str, most: int) -> str:
    try:
        return reader.head(path, most).decode("utf-8", "replace").strip()
    except Unreadable:
        return ""
