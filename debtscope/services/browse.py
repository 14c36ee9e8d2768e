"""Reading what a scan left: the last snapshot or a ledger file, with today's decisions, and the code around an item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from debtscope.engine.files import FolderReader, why
from debtscope.model.errors import DebtscopeError, Unreadable, UsageError
from debtscope.model.ledger import Item, Ledger
from debtscope.model.portfolio import READ_ONLY, Member, merged
from debtscope.model.text import HIDDEN, printable
from debtscope.services.state import State, history_of, info_of, open_state, settler, with_decisions
from debtscope.services.timing import times_of
from debtscope.services.types import Book, Excerpt, StateAt
from debtscope.store.archive import Archive
from debtscope.store.folder import StoreError
from debtscope.store.history import StoredSnapshot
from debtscope.store.snapshots import outline, read_snapshot

LARGEST_LEDGER = 256 * 1024 * 1024
LARGEST_FILE = 8 * 1024 * 1024
_LONGEST_LINE = 400


def open_book(target: Path, state: StateAt = None) -> Book | None:
    """The last snapshot of a repository (None where it has none), or a ledger file, which is read-only.

    Writes nothing. Raises UsageError (no such place), StoreError (a history that cannot be used) or DebtscopeError
    (a file that is no ledger).
    """
    if target.is_dir():
        return _last_snapshot(target.resolve(), state)
    if not target.is_file():
        raise UsageError(f"{printable(str(target))}: no such folder or ledger file")
    return _ledger_file(target)


def refresh(book: Book) -> Book:
    """The same ledger with the triage log read again."""
    if book.state is None:
        return book
    return decided(book, open_state(book.root, book.state))


def decided(book: Book, state: State) -> Book:
    """A book with a state's decisions."""
    return replace(book, ledger=with_decisions(book.ledger, state.fold, state.faults), read_only=state.refusal)


def glance(root: Path, state: StateAt = None, *, first: int = 200, from_items: int = 600) -> Book | None:
    """The first items of the last snapshot in the default order; None where it has less than `from_items`, or none.

    Raises StoreError.
    """
    opened = open_state(root.resolve(), state)
    history, _ = history_of(opened, write=False)
    if history is None:
        return None
    with history:
        snapshot = history.latest(branch_of(root))
        if snapshot is None or snapshot.items < from_items:
            return None
        ledger = read_snapshot(history, snapshot, first + len(opened.fold.standings))
    return Book(
        ledger=with_decisions(ledger, opened.fold, opened.faults), root=root.resolve(),
        state=opened.folder.path if opened.folder else None, snapshot=info_of(snapshot), read_only=opened.refusal,
        unread=snapshot.items - len(ledger.items),
    )  # fmt: skip


def _last_snapshot(root: Path, state_folder: StateAt) -> Book | None:
    state = open_state(root, state_folder)
    history, faults = history_of(state, write=False)
    if history is None:
        if faults:
            raise StoreError(faults[0].message, "move it away; a scan makes a new one")
        return None
    with history:
        snapshot = history.latest(branch_of(root))
        if snapshot is None:
            return None
        ledger = read_snapshot(history, snapshot, settled=settler(state.fold, snapshot.as_of))
        before, known = compared_with(history, snapshot)
        times = times_of(history, snapshot.saved_at)
    return Book(
        ledger=with_decisions(ledger, state.fold, state.faults),
        root=root,
        state=state.folder.path if state.folder else None,
        snapshot=info_of(snapshot),
        read_only=state.refusal,
        new_ids=new_ids(ledger, before, known),
        times=times,
    )


def compared_with(history: Archive, snapshot: StoredSnapshot) -> tuple[Ledger | None, frozenset[str]]:
    """The ledger before a snapshot without its items, and their ids; None where there is none that can be read."""
    try:
        older = history.before(snapshot)
        return outline(history, older) if older else (None, frozenset())
    except StoreError:
        return None, frozenset()


def branch_of(root: Path) -> str | None:
    """As `.git/HEAD` names it: only to choose the snapshot to compare with, so no more trouble is taken."""
    try:
        reader = FolderReader(root)
    except OSError:
        return None
    try:
        head = reader.head(".git/HEAD", 1000).decode("utf-8", "replace")
    except Unreadable:
        return None
    finally:
        reader.close()
    return head.removeprefix("ref: refs/heads/").strip() if head.startswith("ref: refs/heads/") else None


def new_ids(ledger: Ledger, older: Ledger | None, known: frozenset[str] | None = None) -> frozenset[str]:
    """New debt, told apart from debt that only became visible. `known` are the older ids where its items were not read."""
    if older is None:
        return frozenset()
    if known is None:
        known = frozenset(item.id for item in older.items)
    fresh = [item for item in ledger.items if item.id not in known]
    if not fresh:
        return frozenset()
    from debtscope.engine.matching import is_comparable  # brings the engine: mostly a ledger opens without

    return frozenset(item.id for item in fresh if is_comparable(item, older))


def _ledger_file(path: Path) -> Book:
    members = ledgers_of_file(path)
    if len(members) == 1 and not members[0].name:
        read_only = "a ledger file is read-only: open its repository to decide"
        return Book(ledger=members[0].ledger, root=None, state=None, snapshot=None, read_only=read_only)
    new = frozenset(f"{member.name}/{one}" for member in members for one in member.new_ids)
    return Book(ledger=merged(members), root=None, state=None, snapshot=None, read_only=READ_ONLY, new_ids=new)


def ledgers_of_file(path: Path) -> tuple[Member, ...]:
    """The ledger in a file, which has no name then, or those of a portfolio. Raises DebtscopeError for what is neither."""
    from debtscope.export.reading import read_ledgers

    name = printable(path.name)
    try:
        if path.stat().st_size > LARGEST_LEDGER:
            raise UsageError(f"{name} is larger than {LARGEST_LEDGER // 1024 // 1024} MiB")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{name}: {(error.strerror or 'cannot be read').lower()}") from None
    except UnicodeDecodeError:
        raise DebtscopeError(f"{name} is no ledger of debtscope: it is not UTF-8 text") from None
    return read_ledgers(text, name)


def secrets_of(ledger: Ledger) -> tuple[Item, ...]:
    """The items on credentials, whose lines are never shown."""
    return tuple(item for item in ledger.items if item.subject.kind == "secret")


def excerpt(book: Book, item: Item, context: int = 8, *, secrets: Sequence[Item] | None = None) -> Excerpt:
    """The lines around an item in today's work tree, without those that hold credentials.

    `secrets` are the ledger's `secrets_of`, where many excerpts are asked of one that is large.

    No lines where the item is at no line of a file. Raises Unreadable where the file cannot be read.
    """
    from debtscope.engine.parsing import decode  # as the scan reads it; the first frame has no use for it

    path, line = _place(item)
    if book.root is None or path is None or line is None or path.startswith("outside:"):
        return Excerpt(path=path or "", first_line=1, lines=(), highlight_line=None)
    try:
        reader = FolderReader(book.root)
    except OSError as error:
        raise Unreadable(why(error)) from None
    try:
        text = decode(reader.read(path, LARGEST_FILE))
    finally:
        reader.close()
    hidden = _hidden_lines(book.ledger, secrets_of(book.ledger) if secrets is None else secrets, item, path)
    first = max(1, line - context)
    lines = text.split("\n")[first - 1 : line + context]
    shown = [
        HIDDEN if number in hidden else printable(one.rstrip("\r").expandtabs(4), limit=_LONGEST_LINE)
        for number, one in enumerate(lines, start=first)
    ]
    return Excerpt(
        path=path, first_line=first, lines=tuple(shown), highlight_line=line,
        hidden=frozenset(n for n in hidden if first <= n < first + len(shown)),
    )  # fmt: skip


def _place(item: Item) -> tuple[str | None, int | None]:
    if item.path is not None and item.line is not None:
        return item.path, item.line
    found = next((one for one in item.evidence if one.path is not None and one.line is not None), None)
    return (found.path, found.line) if found else (item.path, None)


def _hidden_lines(ledger: Ledger, secrets: Sequence[Item], item: Item, path: str) -> set[int]:
    """Sensitive lines of the file, and those that any item on a secret rests on."""
    hidden = {one.line for one in ledger.sensitive if one.path == path}
    for one in (*secrets, *((item,) if item.subject.kind == "secret" else ())):
        hidden |= {e.line for e in one.evidence if e.path == path and e.line is not None}
        if one.path == path and one.line:
            hidden.add(one.line)
    return hidden
