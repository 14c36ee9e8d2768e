"""A tracking database behind a SQLAlchemy address (extra `sql`): the same questions, in one read-only transaction."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from debtscope.api import UsageError
from debtscope.model.regex import regex
from debtscope_collectors.sources.mlflow.http import address_of
from debtscope_collectors.sources.mlflow.raw import RawStore
from debtscope_collectors.sources.mlflow.sql import TABLES, NotMlflow, Row, Sql, check_schema
from debtscope_collectors.sources.mlflow.sqlstore import read_store

SECONDS = 60
_LIMIT = regex(r"\s+LIMIT (\d+)\s*$")
_KEY = regex(r"\b([a-z])\.key\b")
_POSTGRES = ("psycopg2", "psycopg", "pg8000")
_LIMITLESS = frozenset({"mssql", "oracle"})
_READ_ONLY: Mapping[str, tuple[str, ...]] = {
    "postgresql": ("SET TRANSACTION READ ONLY", f"SET LOCAL statement_timeout = '{SECONDS}s'"),
    "mysql": ("SET SESSION TRANSACTION READ ONLY", f"SET SESSION max_execution_time = {SECONDS * 1000}"),
    "mariadb": ("SET SESSION TRANSACTION READ ONLY", f"SET SESSION max_statement_time = {SECONDS}"),
    "sqlite": ("PRAGMA query_only = 1",),
}
_CONNECT: Mapping[str, Mapping[str, object]] = {
    "postgresql+psycopg2": {"connect_timeout": 20}, "postgresql+psycopg": {"connect_timeout": 20},
    "mysql+pymysql": {"connect_timeout": 20}, "mysql+mysqldb": {"connect_timeout": 20},
}  # fmt: skip


class _Alchemy(Sql):
    def __init__(self, connection: Any, columns: Mapping[str, frozenset[str]], text: Any) -> None:
        super().__init__(columns)
        self._connection = connection
        self._text = text
        self._dialect = connection.dialect

    def query(self, sql: str, values: Sequence[object]) -> Iterable[Row]:
        most = None
        if self._dialect.name in _LIMITLESS and (found := _LIMIT.search(sql)):
            sql, most = sql[: found.start()], int(found[1])
        if self._dialect.name not in {"sqlite", "postgresql"}:  # elsewhere the word is reserved
            quoted = self._dialect.identifier_preparer.quote_identifier("key")
            sql = _KEY.sub(rf"\1.{quoted}", sql)
        parts = sql.split("?")
        named = "".join(f"{part}:v{n}" for n, part in enumerate(parts[:-1])) + parts[-1]
        result = self._connection.execute(self._text(named), {f"v{n}": value for n, value in enumerate(values)})
        rows = result.fetchall() if most is None else result.fetchmany(most)
        return [tuple(row) for row in rows]


def read_remote(url: str, as_of: date) -> RawStore:
    """Reads the database at an address. Raises UsageError with the reason, in which no credential stands."""
    place = address_of(url)
    try:
        alchemy: Any = importlib.import_module("sqlalchemy")
    except ImportError:
        raise UsageError(
            f"{place}: reading a database server needs SQLAlchemy", "pip install 'debtscope[sql]'"
        ) from None
    scheme = _driver(urlsplit(url).scheme)
    url = scheme + url[url.index("://") :]
    try:
        options = dict(_CONNECT.get(scheme, {}))
        engine: Any = alchemy.create_engine(
            url, connect_args=options, poolclass=alchemy.pool.NullPool, hide_parameters=True
        )
    except (alchemy.exc.ArgumentError, alchemy.exc.NoSuchModuleError, ImportError, ValueError) as error:
        driver = getattr(error, "name", None) or scheme
        raise UsageError(f"{place}: no driver for it ({driver})", "install the driver that the address names") from None
    try:
        with engine.connect() as connection:
            return _read(alchemy, connection, as_of)
    except NotMlflow:
        raise UsageError(f"{place}: a database without MLflow's tables", "name the tracking database") from None
    except alchemy.exc.DBAPIError as error:
        # The driver's own words may hold the address with its password: only its kind is told.
        kind = type(error.orig).__name__ if error.orig is not None else type(error).__name__
        raise UsageError(f"{place}: cannot be read ({kind})", "is the server up, and may this user read?") from None
    finally:
        engine.dispose()


def _driver(scheme: str) -> str:
    """The scheme with a driver: which one PostgreSQL has without being told differs between releases of SQLAlchemy."""
    if scheme not in {"postgres", "postgresql"}:
        return scheme
    return next((f"postgresql+{name}" for name in _POSTGRES if importlib.util.find_spec(name)), "postgresql+psycopg2")


def _read(alchemy: Any, connection: Any, as_of: date) -> RawStore:
    dialect = str(connection.dialect.name)
    for statement in _READ_ONLY.get(dialect, ()):
        connection.execute(alchemy.text(statement))
    inspector: Any = alchemy.inspect(connection)
    tables = TABLES & {str(name) for name in inspector.get_table_names()}
    columns = {table: frozenset(str(one["name"]) for one in inspector.get_columns(table)) for table in tables}
    check_schema(columns)
    try:
        return read_store(_Alchemy(connection, columns, alchemy.text), as_of)
    finally:
        connection.rollback()
