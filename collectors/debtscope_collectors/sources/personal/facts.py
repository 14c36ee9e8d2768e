"""Columns that look like data about people, in committed data files and notebook outputs: kinds and shares, no values."""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen
class PersonalColumn:
    """One column of one table, judged by its name and by a sample of its values."""

    path: str
    place: str
    """`` for a data file, `output of cell 3` in a notebook, the table's name in a database."""
    line: int | None
    column: str
    kind: str
    """In words: e-mail address, phone number, IBAN …"""
    share: float
    """Of the sampled values, 0 to 1, that have the form of the kind."""
    sampled: int
    is_strong: bool
    """Its values alone name or reach a person (address, account, number), as forms or checksums prove."""
    is_reserved: bool
    """The values are of ranges kept for examples: example.com, fictitious phone numbers, documentation addresses."""
    rows: int
    """Of the table, estimated from the file's size."""
    is_tracked: bool | None
    in_git: bool = True
    """False for the copy of a file that DVC keeps and git ignores."""
