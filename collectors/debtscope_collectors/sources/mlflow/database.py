"""MLflow's SQLite store: opened read-only, bounded in steps, rows and bytes.

MLflow itself migrates a database that it opens only to search; this reader opens it immutable (or a private copy of it).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date
from urllib.parse import quote

from debtscope.api import Unreadable
from debtscope_collectors.sources.mlflow.raw import RawStore
from debtscope_collectors.sources.mlflow.sql import TABLES, Row, Sql, check_schema
from debtscope_collectors.sources.mlflow.sqlstore import read_store

MAGIC = b"SQLite format 3\x00"
STEPS = 100_000
MAX_STEPS = 30_000
"""So many times `STEPS` virtual-machine steps: some 30 seconds; a store of 100,000 runs takes a hundredth of it."""


class _Sqlite(Sql):
    def __init__(self, connection: sqlite3.Connection, columns: Mapping[str, frozenset[str]]) -> None:
        super().__init__(columns)
        self._connection = connection

    def query(self, sql: str, values: Sequence[object]) -> Iterable[Row]:
        return self._connection.execute(sql, tuple(values)).fetchall()


def read_database(path: str, as_of: date, *, has_log: bool) -> RawStore:
    """Reads the database at an absolute path. Raises NotMlflow, or Unreadable with the reason.

    Immutable, it is opened without a lock and without a file beside it, but rows in a write-ahead log would be missed:
    with `has_log` the path must be that of a private copy.
    """
    try:
        options = "mode=ro" if has_log else "mode=ro&immutable=1"
        connection = sqlite3.connect(f"file:{quote(path)}?{options}", uri=True, isolation_level=None)
        with closing(connection):
            return read_store(_open(connection), as_of)
    except sqlite3.OperationalError as error:
        reason = "took too long" if "interrupted" in str(error) else str(error)
        raise Unreadable(f"not read as an MLflow database: {reason}") from None
    except (sqlite3.Error, ValueError, OverflowError, MemoryError) as error:
        raise Unreadable(f"not read as an MLflow database: {str(error)[:200]}") from None


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _open(connection: sqlite3.Connection) -> Sql:
    left = iter(range(MAX_STEPS))
    connection.set_progress_handler(lambda: next(left, None) is None, STEPS)
    connection.text_factory = _decoded
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024)
    for pragma in ("trusted_schema=off", "query_only=on", "cell_size_check=on", "mmap_size=0"):
        connection.execute(f"pragma {pragma}")
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND upper(sql) LIKE 'CREATE TABLE%' LIMIT 2000"
    ).fetchall()
    columns = {
        table: frozenset(str(row[1]) for row in connection.execute(f'pragma table_info("{table}")'))
        for table in TABLES & {str(name) for (name,) in tables}
    }
    check_schema(columns)
    return _Sqlite(connection, columns)
