"""A sample of a Parquet file, where pyarrow is installed. Names first: columns of no interest are never read."""

from __future__ import annotations

import importlib
import io
from typing import Any

from debtscope.api import Workspace
from debtscope_collectors.sources.personal import kinds
from debtscope_collectors.sources.personal.tables import MAX_ROWS, Table
from debtscope_collectors.sources.shape import text

_MAX_BYTES = 16 * 1024 * 1024


def sample(workspace: Workspace, path: str) -> Table | None:
    """Up to 200 rows of the columns whose names speak of people; None without pyarrow or without such columns."""
    entry = workspace.entry(path)
    if entry is None or entry.size > _MAX_BYTES:
        return None
    try:
        library: Any = importlib.import_module("pyarrow.parquet")
    except ImportError:
        return None
    data = workspace.read(path)
    if not (data.startswith(b"PAR1") and data.endswith(b"PAR1")):
        return None
    try:
        opened = library.ParquetFile(io.BytesIO(data))
        names = [name for name in opened.schema_arrow.names if kinds.kind_of(name)]
        batch = next(opened.iter_batches(batch_size=MAX_ROWS, columns=names), None) if names else None
        if batch is None:
            return None
        columns = {name: [text(value) or str(value) for value in batch[name].to_pylist()] for name in names}
        return Table("", columns, batch.num_rows, total=opened.metadata.num_rows)
    except (
        ValueError,
        OSError,
        KeyError,
        TypeError,
        MemoryError,
        NotImplementedError,
    ):  # pyarrow's errors are ValueErrors
        return None
