"""The connection to a shared database, its tables, and every refusal of it in our words. SQLAlchemy is loaded here alone."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope.store.folder import StoreError

T = TypeVar("T")

VERSION = 2
_WAIT_SECONDS = 20
_KINDS = frozenset({"sqlite", "postgresql", "postgres", "mysql", "mariadb", "oracle", "mssql"})
_POSTGRES = ("psycopg2", "psycopg", "pg8000")
_PLAIN_PLACE = regex(r"[\w.\-\[\]:,]{0,255}(?:/[\w.\-]{0,100})?")
_MAKING = 0x64656274
"""Held by who makes the tables."""
_EXAMPLE = "as in --store postgresql://user@host/database"
_NOT_OURS = "name another database"
_REFUSALS = (
    (("28P01", "28000"), ("password authentication failed", "no password supplied", "authentication", "role "), "refuses this user or password", "check the address"),
    (("3D000",), ("does not exist", "unable to open"), "does not exist", "make it first, or check the address"),
    (("42501", "25006"), ("permission denied", "read-only", "readonly"), "cannot be written by this user", "ask for the right to create and write tables"),
    (("53100", "13"), ("no space", "full"), "is full", "ask who keeps it"),
    ((), ("database is locked",), "is locked by another process", "try again when it has finished"),
    (("57P01", "57P02", "57P03", "08006", "08003"), ("server closed the connection", "terminating connection", "connection already closed", "ssl syscall"), "was lost in the middle", "try again"),
    (("08001",), ("could not connect", "connection refused", "could not translate", "timeout", "connection failed", "starting up"), "does not answer", "is the server up, and is the address right?"),
)  # fmt: skip
"""SQLSTATEs, words of the driver, what we say instead, the way out. The driver's words may hold the address: they are never shown."""


def shown(url: str) -> str:
    """An address without user, password and options; where it cannot be told apart, its kind alone."""
    scheme, mark, rest = url.partition("://")
    kind = scheme.partition("+")[0]
    if not mark or kind not in _KINDS:
        return "the shared database"
    if kind == "sqlite":
        return "the shared SQLite database"
    place, question, options = rest.partition("?")
    place = place.rpartition("@")[2]
    if (question and "@" in options) or not place or not _PLAIN_PLACE.fullmatch(place):
        return f"the shared {kind} database"
    return f"{kind}://{place}"


@frozen(kw_only=False)
class Tables:
    """All that is kept, by repository."""

    about: Any
    repositories: Any
    snapshots: Any
    items: Any
    parts: Any
    sightings: Any
    all: Any
    """Their common metadata."""


def _tables(alchemy: Any) -> Tables:
    column, whole, text, raw = alchemy.Column, alchemy.Integer, alchemy.Text, alchemy.LargeBinary
    every = alchemy.MetaData()

    def table(name: str, *columns: Any) -> Any:
        return alchemy.Table(f"debtscope_{name}", every, *columns)

    def own() -> Any:
        return column("repository", whole, alchemy.ForeignKey("debtscope_repositories.id"), nullable=False, index=True)

    def must(name: str, kind: Any) -> Any:
        return column(name, kind, nullable=False)

    def once(table_name: str) -> Any:
        return alchemy.UniqueConstraint("repository", "digest", name=f"debtscope_{table_name}_once")

    return Tables(
        about=table("about", column("version", whole, primary_key=True, autoincrement=False)),
        repositories=table("repositories", column("id", whole, primary_key=True), column("name", text, nullable=False, unique=True), must("turn", whole)),
        snapshots=table(
            "snapshots", column("id", whole, primary_key=True), own(), column("revision", text), column("branch", text),
            must("as_of", text), must("saved_at", text), must("many", whole), must("state", text), must("digest", raw),
            must("head", raw), must("numbers", raw), must("figures", raw), column("workings", raw),
        ),
        items=table("items", column("number", whole, primary_key=True), own(), must("digest", raw), must("id", text), must("body", raw), once("items")),
        parts=table("parts", column("number", whole, primary_key=True), own(), must("digest", raw), must("body", raw), once("parts")),
        sightings=table(
            "sightings", column("repository", whole, alchemy.ForeignKey("debtscope_repositories.id"), primary_key=True),
            column("item", text, primary_key=True), must("first_seen", text), must("last_seen", text), column("payment", text),
        ),
        all=every,
    )  # fmt: skip


class Database:
    """One connection for reading and one transaction a write; a connection that was lost is made anew, once a question."""

    def __init__(self, url: str, tables: Tables | None = None, engine: Any = None) -> None:
        self.shown = shown(url)
        self._url = url
        self._alchemy = self._load()
        self.tables = tables or _tables(self._alchemy)
        self.select: Callable[..., Any] = self._alchemy.select
        self._engine: Any = engine or self._made_engine()
        self._reading: Any = None

    def again(self) -> Database:
        """The same with a connection of its own."""
        return Database(self._url, self.tables, self._engine)

    def close(self) -> None:
        """Gives the connection back; one that is gone already has nothing to give."""
        reading, self._reading = self._reading, None
        if reading is not None:
            with suppress(self._alchemy.exc.SQLAlchemyError):
                reading.close()

    def _load(self) -> Any:
        try:
            return importlib.import_module("sqlalchemy")
        except ImportError:
            raise StoreError("a shared database needs SQLAlchemy", "pip install 'debtscope[sql]'") from None

    def _made_engine(self) -> Any:
        scheme, mark, rest = self._url.partition("://")
        if scheme in {
            "postgres",
            "postgresql",
        }:  # which driver it has without being told differs between releases of SQLAlchemy
            driver = next((name for name in _POSTGRES if importlib.util.find_spec(name)), _POSTGRES[0])
            scheme = f"postgresql+{driver}"
        dialect = scheme.partition("+")[0]
        options: dict[str, object] = {}
        if dialect == "sqlite":
            options = {"timeout": _WAIT_SECONDS, "check_same_thread": False}
        elif scheme in {"postgresql+psycopg2", "postgresql+psycopg"}:
            options = {"connect_timeout": _WAIT_SECONDS}
        errors = self._alchemy.exc
        if not mark or dialect not in {"sqlite", "postgresql"}:
            raise StoreError(
                f"{self.shown} is no database that is known: snapshots go to PostgreSQL or SQLite",
                _EXAMPLE,
            )
        try:
            return self._alchemy.create_engine(
                f"{scheme}{mark}{rest}", connect_args=options, poolclass=self._alchemy.pool.NullPool, hide_parameters=True
            )  # fmt: skip
        except (errors.NoSuchModuleError, ImportError):
            raise StoreError(f"{self.shown}: its driver is missing", "pip install 'debtscope[sql]'") from None
        except (errors.ArgumentError, ValueError):
            raise StoreError(f"{self.shown}: this is no address of a database", _EXAMPLE) from None

    def rows(self, asked: Any) -> list[tuple[Any, ...]]:
        """The answer to a question outside any transaction."""
        return self._tried(lambda: self._read(asked), is_again=False)

    def _read(self, asked: Any) -> list[tuple[Any, ...]]:
        if self._reading is None:
            self._reading = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        return [tuple(row) for row in self._reading.execute(asked)]

    def transaction(self, work: Callable[[Any], T]) -> T:
        """All or nothing; `work` gets what runs a statement. Begun again where the connection was lost."""

        def whole() -> T:
            with self._engine.begin() as connection:
                return work(connection.execute)

        return self._tried(whole, is_again=False)

    def _tried(self, call: Callable[[], T], *, is_again: bool) -> T:
        try:
            return call()
        except self._alchemy.exc.DBAPIError as error:
            self.forget_connection()
            if error.connection_invalidated and not is_again:
                return self._tried(call, is_again=True)
            raise self._refusal(error) from None
        except self._alchemy.exc.SQLAlchemyError as error:
            raise StoreError(f"{self.shown} cannot be used ({type(error).__name__})", _NOT_OURS) from None

    def forget_connection(self) -> None:
        """After a fault: the next question gets another one."""
        if self._reading is not None:
            self._reading.invalidate()
        self.close()

    def _refusal(self, error: Any) -> StoreError:
        state = str(getattr(error.orig, "pgcode", None) or getattr(error.orig, "sqlstate", None) or "")
        words = str(error.orig).lower()
        for states, told, message, hint in _REFUSALS:
            if state in states or (not state and any(word in words for word in told)):
                return StoreError(f"{self.shown} {message}", hint)
        kind = type(error.orig).__name__ if error.orig is not None else type(error).__name__
        return StoreError(f"{self.shown} cannot be used ({kind}{f' {state}' if state else ''})", _NOT_OURS)

    def repository(self, name: str, *, write: bool) -> int | None:
        """The number of a repository; None where it is not there and nothing is to be made. Raises StoreError."""
        if not self._is_made():
            if not write:
                return None
            self._make()
        t = self.tables.repositories
        asked = self.select(t.c.id).where(t.c.name == name)
        if not (rows := self.rows(asked)) and write:
            try:
                self.transaction(lambda run: run(t.insert().values(name=name, turn=0)))
            except StoreError:  # another writer was first, or it may not be written: the question tells
                if not self.rows(asked):
                    raise
            rows = self.rows(asked)
        return rows[0][0] if rows else None

    def _is_made(self) -> bool:
        """Whether our tables are there. Raises StoreError where others are under their names, or of another version."""
        names = self._tried(lambda: self._alchemy.inspect(self._engine).get_table_names(), is_again=False)
        ours = {str(table.name) for table in self.tables.all.sorted_tables}
        if not ours & set(names):
            return False
        about = self.tables.about
        versions = [row[0] for row in self.rows(self.select(about.c.version))] if about.name in names else []
        if not versions or not ours <= set(names):
            raise StoreError(f"{self.shown} has tables under our names that are not whole", _NOT_OURS)
        if max(versions) > VERSION:
            raise StoreError(
                f"{self.shown} is of a newer debtscope (version {max(versions)}, this one knows {VERSION})",
                "update debtscope",
            )
        if max(versions) < VERSION:
            raise StoreError(
                f"{self.shown} is of an older debtscope (version {max(versions)}, this one writes {VERSION})",
                "name another database; debtscope history --backfill makes the past again",
            )
        return True

    def _make(self) -> None:
        """Two first writers may meet: whoever is later finds the tables made."""

        def made() -> None:
            with self._engine.begin() as connection:
                if self._engine.dialect.name == "postgresql":
                    connection.execute(self._alchemy.text(f"SELECT pg_advisory_xact_lock({_MAKING})"))
                self.tables.all.create_all(connection, checkfirst=True)
                about = self.tables.about
                if not connection.execute(self.select(about.c.version)).fetchall():
                    connection.execute(about.insert().values(version=VERSION))

        try:
            self._tried(made, is_again=False)
        except StoreError:
            if not self._is_made():
                raise
