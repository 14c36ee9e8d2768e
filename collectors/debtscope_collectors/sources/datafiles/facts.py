"""What data and model files hold, as far as a bounded look tells: smells of columns, rows in two splits, equal contents. No values."""

from __future__ import annotations

from typing import Final

from debtscope.model.frozen import frozen

MODEL_FILES: Final = (
    ".pkl", ".pickle", ".joblib", ".pt", ".pth", ".ckpt", ".onnx", ".h5", ".hdf5", ".keras", ".safetensors", ".cbm", ".ubj",
    ".skops", ".pmml", ".tflite", ".mar", ".gguf",
)  # fmt: skip
"""Endings of files that hold a model, or what stands beside one."""
DATA_FILES: Final = (
    ".csv", ".tsv", ".psv", ".parquet", ".pq", ".feather", ".arrow", ".orc", ".avro", ".jsonl", ".ndjson", ".xlsx", ".xls", ".npy",
    ".npz", ".arff", ".dta", ".sav", ".csv.gz", ".tsv.gz", ".csv.zip", ".libsvm",
)  # fmt: skip
"""Endings of files that hold data and nothing else."""


@frozen
class ColumnSmell:
    """One suspicious thing in one column of a table."""

    column: str
    kind: str
    """sentinel, zero, blank, missing, number-as-text, mixed-types, spelling, mojibake, date-order, sign or age."""
    told: str
    """In words, with nothing of the data but codes that stand for no value (`-1`, `?`, `1900-01-01`)."""
    rows: int
    """Sampled rows that have it."""


@frozen
class TableProfile:
    """The first rows of one delimited table."""

    path: str
    rows: int
    """Looked at."""
    is_whole: bool
    """There are no further rows."""
    columns: tuple[str, ...]
    smells: tuple[ColumnSmell, ...]
    repeated: int
    """Rows that equal an earlier one, where rows should differ (some column is nearly unique); 0 elsewhere."""
    constant: tuple[str, ...]
    """Columns with a single value in all rows."""
    empty: tuple[str, ...]
    """Columns without a value in more than 95 of 100 rows."""


@frozen
class EqualFiles:
    """Files with the same bytes."""

    paths: tuple[str, ...]
    size: int
    """Of one of them."""
    kind: str
    """data or model."""
    told_by: str
    """content, or dvc where the hashes of DVC say so."""


@frozen
class ContainedTable:
    """A table all of whose rows stand in another one with the same header."""

    part: str
    whole: str
    rows: int
    """Of the part."""
    whole_rows: int


@frozen
class SplitOverlap:
    """Rows of one split of a data set that another split has too."""

    train: str
    test: str
    rows: int
    """Of the test file, looked at."""
    shared: int
    """Of these, found in the training file as well; columns that number the rows are left out."""
    own: float
    """Share of the training rows that repeat an earlier one, 0 to 1: what chance alone would explain."""
    is_whole: bool
    """Both files were read to their ends."""
    is_copy: bool = False
    """The two files are the same byte by byte."""
    digest: str = ""
    """Of one shared row, to look for it without quoting it."""
