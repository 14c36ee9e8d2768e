"""Tables in Parquet as rows of text, where the optional reader is installed."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from typing import Any

MAX_CELLS = 2_000_000
MAGIC = b"PAR1"


def is_readable() -> bool:
    """Whether `debtscope[parquet]` is installed."""
    return importlib.util.find_spec("pyarrow") is not None


def rows(content: bytes) -> Iterator[list[str]]:
    """The header and the rows; nothing for a table that is too large. Raises ValueError for a damaged file.

    The library is imported here and by name: it is large, optional, and brings no types.
    """
    arrow: Any = importlib.import_module("pyarrow")
    reader: Any = importlib.import_module("pyarrow.parquet")
    try:
        opened = reader.ParquetFile(arrow.BufferReader(content))
        if opened.metadata.num_rows * opened.metadata.num_columns > MAX_CELLS:
            return
        table = opened.read()
        columns = [_texts(arrow, column) for column in table.columns]
    except (arrow.ArrowException, OSError) as problem:
        raise ValueError(str(problem)[:200]) from problem
    yield [str(name) for name in table.column_names]
    yield from ([*row] for row in zip(*columns, strict=True))


def _texts(arrow: Any, column: Any) -> list[str]:
    """Timestamps lose their nanoseconds: Python has none."""
    if arrow.types.is_timestamp(column.type):
        column = column.cast(arrow.timestamp("us"), safe=False)
    return ["" if value is None else str(value) for value in column.cast(arrow.string()).to_pylist()]
