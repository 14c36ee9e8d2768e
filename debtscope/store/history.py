"""`history.db`: snapshots and the scan cache in one SQLite file that can be deleted without losing a decision.

A file that is damaged, foreign or newer is named, kept byte for byte and gone without.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from types import TracebackType
from typing import Self, cast

from debtscope.store.folder import HISTORY, StateFolder, StoreError, open_regular

APPLICATION_ID = 0x64656274
VERSION = 1
BUSY_SECONDS = 5.0
CACHE_BYTES = 256 * 1024 * 1024
KEPT_SNAPSHOTS = 200
LARGEST_BODY = 512 * 1024 * 1024
_NAMES_ANOTHER = bytes.fromhex("d9d505f920a163d7")
"""Ends a rollback journal that names a journal over several databases."""

_SCHEMA = f"""
CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY, revision TEXT, branch TEXT, as_of TEXT NOT NULL, saved_at TEXT NOT NULL,
    items INTEGER NOT NULL, state TEXT NOT NULL, digest TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE sightings (item TEXT PRIMARY KEY, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, payment TEXT);
CREATE TABLE cache (key TEXT PRIMARY KEY, body BLOB NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {VERSION};
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSnapshot:
    """A kept ledger with its name."""

    id: int
    revision: str | None
    branch: str | None
    as_of: str
    saved_at: str
    items: int
    state: str
    """Digest of everything that the scan rested on; empty when a later scan must not reuse it."""
    body: object
    """The ledger as plain JSON values; None where only the name was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """When an item was seen, over all snapshots."""

    first_seen: str
    last_seen: str
    payment: object = None


class History:
    """An open history. Reading needs no write access; every write is one transaction."""

    def __init__(self, connection: sqlite3.Connection, *, is_writable: bool) -> None:
        self._connection = connection
        self.is_writable = is_writable

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the file back."""
        self._connection.close()

    def latest(self, branch: str | None = None) -> StoredSnapshot | None:
        """The newest snapshot, of that branch where it has one."""
        names = self.names()
        chosen = next((s for s in names if s.branch == branch), names[0] if names else None)
        return self.snapshot(chosen.id) if chosen else None

    def before(self, snapshot: StoredSnapshot) -> StoredSnapshot | None:
        """The snapshot that `snapshot` was compared with: the newest older one, of its branch where there is one."""
        older = [s for s in self.names() if s.id < snapshot.id]
        chosen = next((s for s in older if s.branch == snapshot.branch), older[0] if older else None)
        return self.snapshot(chosen.id) if chosen else None

    def names(self) -> list[StoredSnapshot]:
        """All snapshots without their bodies, newest first."""
        sql = "SELECT id, revision, branch, as_of, saved_at, items, state FROM snapshots ORDER BY id DESC"
        return [_named(row, None) for row in self._rows(sql)]

    def snapshot(self, number: int) -> StoredSnapshot | None:
        """One snapshot with its body. Raises StoreError where the body is damaged."""
        sql = "SELECT id, revision, branch, as_of, saved_at, items, state, body FROM snapshots WHERE id = ?"
        rows = self._rows(sql, number)
        return _named(rows[0][:7], _unpacked(rows[0][7])) if rows else None

    def sightings(self) -> Mapping[str, Sighting]:
        """Of every item ever seen here."""
        rows = self._rows("SELECT item, first_seen, last_seen, payment FROM sightings")
        return {
            str(item): Sighting(
                first_seen=str(first), last_seen=str(last), payment=json.loads(str(paid)) if paid is not None else None
            )
            for item, first, last, paid in rows
        }

    def save(self, snapshot: StoredSnapshot, sightings: Mapping[str, Sighting]) -> int:
        """Keeps a snapshot and what was seen; an equal newest one only gets the new state and time. Returns its id."""
        body = _packed(snapshot.body)
        digest = str(zlib.crc32(body)) + f"-{len(body)}"
        try:
            with self._connection:
                number = self._replace_equal(snapshot, digest, body) or self._insert(snapshot, digest, body)
                self._connection.executemany(
                    "INSERT OR REPLACE INTO sightings VALUES (?, ?, ?, ?)",
                    [
                        (item, s.first_seen, s.last_seen, json.dumps(s.payment) if s.payment is not None else None)
                        for item, s in sightings.items()
                    ],
                )
                self._connection.execute(
                    "DELETE FROM snapshots WHERE id NOT IN (SELECT id FROM snapshots ORDER BY id DESC LIMIT ?)",
                    (KEPT_SNAPSHOTS,),
                )
        except sqlite3.Error as error:
            raise _store_error(error) from None
        return number

    def _replace_equal(self, snapshot: StoredSnapshot, digest: str, body: bytes) -> int | None:
        rows = self._rows("SELECT id, digest, body FROM snapshots ORDER BY id DESC LIMIT 1")
        if not rows or rows[0][1] != digest or rows[0][2] != body:
            return None
        number = cast(int, rows[0][0])
        self._connection.execute(
            "UPDATE snapshots SET saved_at = ?, state = ? WHERE id = ?", (snapshot.saved_at, snapshot.state, number)
        )
        return number

    def _insert(self, snapshot: StoredSnapshot, digest: str, body: bytes) -> int:
        cursor = self._connection.execute(
            "INSERT INTO snapshots (revision, branch, as_of, saved_at, items, state, digest, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                snapshot.revision, snapshot.branch, snapshot.as_of, snapshot.saved_at, snapshot.items, snapshot.state,
                digest, body,
            ),
        )  # fmt: skip
        return cursor.lastrowid or 0

    def cached(self, keys: Iterable[str]) -> Mapping[str, bytes]:
        """The cache's bodies of those keys that it has."""
        found: dict[str, bytes] = {}
        for key in keys:
            rows = self._rows("SELECT body FROM cache WHERE key = ?", key)
            if rows and isinstance(rows[0][0], bytes):
                found[key] = rows[0][0]
        return found

    def keep(self, bodies: Mapping[str, bytes], used: Iterable[str]) -> None:
        """Adds to the cache, marks what this scan used, and lets go what was not used longest beyond the bound."""
        try:
            with self._connection:
                turn = cast(int, self._rows("SELECT COALESCE(MAX(used), 0) + 1 FROM cache")[0][0])
                self._connection.executemany(
                    "INSERT OR REPLACE INTO cache VALUES (?, ?, ?)",
                    [(key, body, turn) for key, body in bodies.items() if len(body) <= CACHE_BYTES // 8],
                )
                self._connection.executemany("UPDATE cache SET used = ? WHERE key = ?", [(turn, key) for key in used])
                self._connection.execute(
                    "DELETE FROM cache WHERE key IN (SELECT key FROM (SELECT key, SUM(LENGTH(body) + 100) OVER"
                    " (ORDER BY used DESC, key) AS total FROM cache) WHERE total > ?)",
                    (CACHE_BYTES,),
                )
        except sqlite3.Error as error:
            raise _store_error(error) from None

    def _rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        try:
            with closing(self._connection.execute(sql, values)) as cursor:
                return cursor.fetchall()
        except (sqlite3.Error, OverflowError) as error:
            raise _store_error(error) from None


def open_history(folder: StateFolder, *, write: bool) -> History | None:
    """The history of a state folder; None where there is none and none is to be made.

    Raises StoreError where it is damaged, foreign, newer or locked; its bytes stay as they are.
    """
    path = folder.history
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise StoreError(f"{HISTORY} is not a regular file", "move it away; a scan makes a new one")
    _check_side_files(folder)
    is_new = not path.exists() or path.stat().st_size == 0
    if is_new and not write:
        return None
    if write:
        folder.make()
    mode = "rwc" if write else "ro"
    connection: sqlite3.Connection | None = None
    try:
        uri = f"{path.resolve().as_uri()}?mode={mode}"
        connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)
        connection.execute("PRAGMA trusted_schema = OFF")
        if is_new:
            _create(connection)
        _check(connection)
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise _store_error(error) from None
    except StoreError:
        if connection is not None:
            connection.close()
        raise
    return History(connection, is_writable=write)


def _check_side_files(folder: StateFolder) -> None:
    """SQLite opens what lies beside a database whatever it is: it waits for a pipe without end.

    A journal that ends by naming another one makes SQLite delete that file; ours never name any.
    """
    for ending in ("-journal", "-wal", "-shm"):
        path = folder.history.with_name(HISTORY + ending)
        try:
            with os.fdopen(open_regular(path, os.O_RDONLY), "rb") as file:
                file.seek(max(os.fstat(file.fileno()).st_size - len(_NAMES_ANOTHER), 0))
                is_strange = file.read() == _NAMES_ANOTHER
        except FileNotFoundError:
            continue
        except (OSError, StoreError):
            is_strange = True
        if is_strange:
            raise StoreError(f"{path.name} is not debtscope's: {HISTORY} is kept and not used", "move both away")


def _create(connection: sqlite3.Connection) -> None:
    """Under an exclusive lock, since two first scans may meet."""
    connection.execute("BEGIN EXCLUSIVE")
    if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
        for statement in _SCHEMA.split(";"):
            if statement.strip():
                connection.execute(statement)
    connection.commit()


def _check(connection: sqlite3.Connection) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        raise StoreError(
            f"{HISTORY} is not debtscope's: it is kept and not used", "move it away; a scan makes a new one"
        )
    if version > VERSION:
        raise StoreError(
            f"{HISTORY} was written by a newer debtscope (version {version}): it is kept and not used",
            "update debtscope, or move the file away",
        )
    if version < 1:
        raise StoreError(f"{HISTORY} is damaged: it is kept and not used", "move it away; a scan makes a new one")
    # A repository may bring a file made to hang its reader: a view for a table, a trigger, a generated column.
    made = {str(row[0]) for row in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL LIMIT 100")}
    if made != {part.strip() for part in _SCHEMA.split(";") if part.strip().startswith("CREATE")}:
        raise StoreError(f"{HISTORY} is damaged: it is kept and not used", "move it away; a scan makes a new one")


def _store_error(error: Exception) -> StoreError:
    text = str(error)
    if "locked" in text or "busy" in text:
        return StoreError(f"{HISTORY} is locked by another process", "try again when it has finished")
    if "full" in text:
        return StoreError(f"{HISTORY}: the disk is full", "free some space, or --no-save")
    if "readonly" in text or "read-only" in text or "unable to open" in text:
        return StoreError(f"{HISTORY} cannot be written", "give another folder: --state DIR")
    return StoreError(f"{HISTORY} is damaged: it is kept and not used", "move it away; a scan makes a new one")


def _packed(body: object) -> bytes:
    return zlib.compress(json.dumps(body, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode(), 6)


def _unpacked(raw: object) -> object:
    damaged = StoreError(f"{HISTORY} is damaged: a snapshot cannot be read", "move it away; a scan makes a new one")
    if not isinstance(raw, bytes):
        raise damaged
    try:
        inflater = zlib.decompressobj()
        text = inflater.decompress(raw, LARGEST_BODY)
        if inflater.unconsumed_tail:
            raise damaged
        return json.loads(text)
    except (zlib.error, ValueError, RecursionError):
        raise damaged from None


def _named(row: tuple[object, ...], body: object) -> StoredSnapshot:
    number, revision, branch, as_of, saved_at, items, state = row
    return StoredSnapshot(
        id=cast(int, number), revision=cast("str | None", revision), branch=cast("str | None", branch),
        as_of=str(as_of), saved_at=str(saved_at), items=cast(int, items), state=str(state), body=body,
    )  # fmt: skip
