"""The file `history.db`: made, opened and judged before anything in it is believed.

A file that is damaged, foreign or newer is named, kept byte for byte and gone without. One of an older form is
copied aside as `history.db-formN`, which git does not see, before the first scan begins its snapshots anew; when items were first seen stays known.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

from debtscope.store.folder import HISTORY, DamagedStore, StateFolder, StoreError, open_regular

APPLICATION_ID = 0x64656274
VERSION = 3
BUSY_SECONDS = 5.0
_NAMES_ANOTHER = bytes.fromhex("d9d505f920a163d7")
"""Ends a rollback journal that names a journal over several databases."""

_SNAPSHOTS = """
CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY, revision TEXT, branch TEXT, as_of TEXT NOT NULL, saved_at TEXT NOT NULL,
    items INTEGER NOT NULL, state TEXT NOT NULL, digest BLOB NOT NULL,
    head BLOB NOT NULL, numbers BLOB NOT NULL, figures BLOB NOT NULL, workings BLOB);
CREATE TABLE items (
    number INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, id TEXT NOT NULL, path TEXT, line INTEGER, symbol TEXT,
    subject TEXT NOT NULL, subject_path TEXT, subject_symbol TEXT, message TEXT NOT NULL,
    hours REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL,
    traits INTEGER NOT NULL, words INTEGER NOT NULL, origin INTEGER NOT NULL, evidence INTEGER NOT NULL);
CREATE TABLE parts (number INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, body BLOB NOT NULL);
"""
"""A snapshot lists the numbers of its items; an item that stays as it was is kept once, its texts and proof likewise."""
_OTHERS = """
CREATE TABLE sightings (item TEXT PRIMARY KEY, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, payment TEXT);
CREATE TABLE cache (key TEXT PRIMARY KEY, body BLOB NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID;
"""


def connect(folder: StateFolder, *, write: bool) -> sqlite3.Connection | None:
    """The history of a state folder; None where there is none that can be read and none is to be made.

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
        connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, check_same_thread=False)
        connection.execute("PRAGMA trusted_schema = OFF")
        if is_new:
            _create(connection)
        is_older = _check(connection)
        if is_older and write:
            _renew(connection, path)
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise store_error(error) from None
    except StoreError:
        if connection is not None:
            connection.close()
        raise
    if is_older and not write:
        connection.close()
        return None
    return connection


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
        for statement in (*_statements(_SNAPSHOTS), *_statements(_OTHERS)):
            connection.execute(statement)
        _sign(connection)
    connection.commit()


def _sign(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _renew(connection: sqlite3.Connection, path: Path) -> None:
    """The tables of snapshots in today's form, all or nothing; what there was stays in a copy beside it."""
    connection.execute("BEGIN EXCLUSIVE")
    try:
        if not _check(connection):  # another scan was first
            connection.rollback()
            return
        _set_aside(connection, path)
        for name in ("snapshots", "items", "parts"):
            connection.execute(f"DROP TABLE IF EXISTS {name}")
        for statement in _statements(_SNAPSHOTS):
            connection.execute(statement)
        _sign(connection)
        _check_tables(connection)
    except (sqlite3.Error, StoreError):
        connection.rollback()
        raise
    connection.commit()


def _set_aside(connection: sqlite3.Connection, path: Path) -> None:
    """Copies the file while nobody can write it. Raises StoreError: what cannot be kept is not changed."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    copy = path.with_name(f"{HISTORY}-form{version}")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        with path.open("rb") as source, os.fdopen(os.open(copy, flags, 0o600), "wb") as target:
            shutil.copyfileobj(source, target)
    except FileExistsError:
        raise StoreError(
            f"{HISTORY} is of an older form, and {copy.name} is in the way of its copy", f"move {copy.name} away"
        ) from None
    except OSError:
        copy.unlink(missing_ok=True)
        raise StoreError(
            f"{HISTORY} is of an older form, and no copy of it can be kept", "free some space, or --no-save"
        ) from None


def _statements(schema: str) -> list[str]:
    return [part.strip() for part in schema.split(";") if part.strip()]


def _check(connection: sqlite3.Connection) -> bool:
    """Whether it is of an older form. Raises StoreError where it cannot be used."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        raise DamagedStore(
            f"{HISTORY} is not debtscope's: it is kept and not used", "move it away; a scan makes a new one"
        )
    if version > VERSION:
        raise StoreError(
            f"{HISTORY} was written by a newer debtscope (version {version}): it is kept and not used",
            "update debtscope, or move the file away",
        )
    if version < 1:
        raise DamagedStore(f"{HISTORY} is damaged: it is kept and not used", "move it away; a scan makes a new one")
    if version < VERSION:
        return True
    _check_tables(connection)
    return False


def _check_tables(connection: sqlite3.Connection) -> None:
    """A repository may bring a file made to hang its reader: a view for a table, a trigger, a generated column."""
    made = {str(row[0]) for row in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL LIMIT 100")}
    if made != {*_statements(_SNAPSHOTS), *_statements(_OTHERS)}:
        raise DamagedStore(f"{HISTORY} is damaged: it is kept and not used", "move it away; a scan makes a new one")


def store_error(error: Exception) -> StoreError:
    """SQLite's refusal in our words."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return StoreError(f"{HISTORY} is locked by another process", "try again when it has finished")
    if "full" in text:
        return StoreError(f"{HISTORY}: the disk is full", "free some space, or --no-save")
    if "readonly" in text or "read-only" in text or "unable to open" in text:
        return StoreError(f"{HISTORY} cannot be written", "give another folder: --state DIR")
    return DamagedStore(f"{HISTORY} is damaged: it is kept and not used", "move it away; a scan makes a new one")
