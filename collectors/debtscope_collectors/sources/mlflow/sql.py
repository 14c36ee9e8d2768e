"""One open tracking database, whatever drives it: what it has, and queries that are bounded in rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence

from debtscope.api import Unreadable

MAX_ROWS = 20_000
"""Of any one table that is listed (experiments, models, versions, tags); the rest is said to be left out."""
BATCH = 400
BATCH_ROWS = 200_000
TABLES = frozenset({
    "alembic_version", "experiments", "runs", "tags", "params", "inputs", "input_tags", "datasets", "latest_metrics",
    "registered_models", "registered_model_tags", "model_versions", "registered_model_aliases", "model_version_tags",
    "logged_models", "trace_info",
})  # fmt: skip
_NEEDED = {
    "experiments": {"experiment_id", "name"},
    "runs": {"run_uuid", "status", "start_time", "experiment_id"},
}
Row = tuple[object, ...]


class NotMlflow(Exception):
    """A database of somebody else."""


class Sql(ABC):
    """One open database. Subclasses run a query; the rest is the same for all."""

    def __init__(self, columns: Mapping[str, frozenset[str]]) -> None:
        self.columns = columns
        self.cuts: list[str] = []

    @abstractmethod
    def query(self, sql: str, values: Sequence[object]) -> Iterable[Row]:
        """The rows of a query whose values stand as `?`."""

    def has(self, table: str, *columns: str) -> bool:
        """Whether a table is there with those columns."""
        return table in self.columns and set(columns) <= self.columns[table]

    def column(self, table: str, name: str, alias: str) -> str:
        """A column's SQL, NULL where this schema lacks it."""
        return f"{alias}.{name}" if self.has(table, name) else "NULL"

    def rows(self, sql: str, values: Sequence[object] = (), *, what: str = "", limit: int = MAX_ROWS) -> list[Row]:
        """The rows of a query, cut at the limit and said so."""
        found = list(self.query(f"{sql} LIMIT {limit + 1}", values))
        if len(found) > limit:
            self.cuts.append(f"only the first {limit} {what or 'rows'} were read")
        return found[:limit]

    def among(self, sql: str, ids: Iterable[str], values: Sequence[object] = ()) -> Iterator[Row]:
        """The rows of a query with one `{ids}` hole, asked in batches."""
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), BATCH):
            part = wanted[start : start + BATCH]
            marks = ",".join("?" * len(part))
            found = list(self.query(f"{sql.format(ids=marks)} LIMIT {BATCH_ROWS}", (*values, *part)))
            if len(found) == BATCH_ROWS:
                self.cuts.append(f"of {BATCH} runs only {BATCH_ROWS} parameters, metrics or tags were read")
            yield from found


def check_schema(columns: Mapping[str, frozenset[str]]) -> None:
    """Raises NotMlflow for a foreign database and Unreadable for one whose schema is unknown."""
    if not {"runs", "experiments"} <= set(columns):
        raise NotMlflow
    for table, needed in _NEEDED.items():
        if not needed <= columns[table]:
            if not {"run_uuid", "experiment_id"} & columns["runs"]:
                raise NotMlflow
            missing = ", ".join(sorted(needed - columns[table]))
            raise Unreadable(f"not read as an MLflow database: unknown schema, {table} has no {missing}")


def number(value: object) -> int:
    # PostgreSQL sums to Decimal.
    if value is None or isinstance(value, str | bytes):
        return 0
    try:
        return int(value)  # pyright: ignore[reportArgumentType]
    except (TypeError, ValueError, OverflowError):
        return 0


def text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)
