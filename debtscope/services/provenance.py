"""Where an item's lines come from, asked of git on demand; and their address in a browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from debtscope.engine.files import FolderReader, to_text
from debtscope.engine.git.lines import ask
from debtscope.engine.limits import MIB
from debtscope.model.errors import DebtscopeError, Unreadable, UsageError
from debtscope.model.ledger import Item
from debtscope.model.provenance import LinesAsked, permalink
from debtscope.services.types import Book
from debtscope.store.config import load_settings

AROUND = 4
"""Lines on each side of the item's own."""
COMMITS = 30


def lines_of(book: Book, item: Item) -> LinesAsked:
    """Blame and commits. Raises DebtscopeError with the reason why there are none."""
    if book.root is None or item.path is None or item.path.startswith("outside:"):
        raise DebtscopeError("this item is at no file of the repository")
    first = None if item.line is None else max(1, item.line - AROUND)
    last = None if item.line is None else (item.end_line or item.line) + AROUND
    if first is not None and last is not None:
        last = min(last, first + 40)
    try:
        asked = ask(book.root, item.path, first, last, most=COMMITS)
    except Unreadable as error:
        raise DebtscopeError(error.message) from None
    if _tells_names(book.root):
        return asked
    return replace(
        asked,
        lines=tuple(replace(line, author="") for line in asked.lines),
        commits=tuple(replace(commit, author="") for commit in asked.commits),
    )


def address_of(book: Book, item: Item) -> str:
    """The permanent address of the item's line. Raises UsageError where no host is known."""
    revision = book.ledger.repository.revision
    if book.root is None or item.path is None or revision is None:
        raise UsageError("there is no address: the item is at no file of a commit")
    remote = _remote(book.root)
    address = permalink(remote, revision, item.path, item.line) if remote else None
    if address is None:
        raise UsageError("there is no address: no remote names a host that shows files")
    return address


def _remote(root: Path) -> str | None:
    """`origin`, else the first; read as data."""
    text = _small(root, ".git/config")
    named: dict[str, str] = {}
    section = ""
    for raw in (text or "").splitlines():
        line = raw.strip()
        if line.startswith("["):
            section = line.removeprefix('[remote "').removesuffix('"]') if line.startswith('[remote "') else ""
        elif section and line.partition("=")[0].strip().lower() == "url":
            named.setdefault(section, line.partition("=")[2].strip())
    return named.get("origin") or next(iter(named.values()), None)


def _tells_names(root: Path) -> bool:
    """Whether the settings allow names on a screen."""

    def read(name: str) -> bytes | None:
        text = _small(root, name)
        return None if text is None else text.encode()

    try:
        return load_settings(read).authors == "names"
    except DebtscopeError:
        return False


def _small(root: Path, name: str) -> str | None:
    try:
        reader = FolderReader(root)
    except OSError:
        return None
    try:
        return to_text(reader.read(name, MIB)) if reader.lstat(name) is not None else None
    except Unreadable:
        return None
    finally:
        reader.close()
