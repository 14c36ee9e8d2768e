"""What stands between a producer and its consumers: queries in SQL files, and documents that name consumers."""

from __future__ import annotations

import re

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex

EXPLORATION = regex(
    r"control_?group|hold_?out|exploration|explore\b|epsilon|propensit|random_?bucket|randomi[sz]ed", re.IGNORECASE
)
"""Words by which code and SQL show that some cases are left to chance, so that the model learns of what it did not cause."""

EXPLORATION_CUES = ("group", "hold", "explor", "epsilon", "propensit", "random")
"""One of these stands in every text with such a word, in small letters."""


@frozen
class SqlFile:
    """One SQL file, by its words: dialects and templates are not parsed."""

    path: str
    reads: tuple[tuple[str, int], ...]
    """(table as written without quotes, line)."""
    writes: tuple[tuple[str, int], ...]
    makes_label: bool
    """It names a column label, target or y."""
    has_exploration: bool
    """It speaks of a control group, a random bucket, a propensity or exploration."""
    all_columns: int | None = None
    """The line at which it selects all columns; None where it names them."""
    bounded: bool = False
    """A day, a snapshot or a parameter bounds what it reads."""
    is_template: bool = False
    """Jinja or another template makes the query (dbt models, Airflow)."""
    measures_errors: bool = False
    """It takes a prediction from what came true, or the other way round."""


@frozen
class CreatedTable:
    """One CREATE TABLE of an SQL file, by its words; what its columns mean is for the joins."""

    path: str
    table: str
    columns: tuple[str, ...]
    line: int


@frozen
class ConsumerDeclaration:
    """A file that says who consumes what; sections of documents are not among them."""

    path: str
    kind: str
    """contract (datacontract, ODCS), catalogue (Backstage), exposure (dbt) or consumers (a file of that name)."""
    text: str
    """What it says, at most 8,000 characters, to look for names in; never shown."""
