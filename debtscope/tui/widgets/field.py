"""A line to type into that never holds what could drive a terminal, whether it was pasted or taken from data."""

from __future__ import annotations

from textual.widgets import Input

from debtscope.model.text import printable


class Field(Input):
    """Control, format and bidirectional characters are dropped on their way in."""

    def validate_value(self, value: str) -> str:
        """Called by Textual before a value is kept."""
        return value if printable(value) == value else "".join(c for c in value if printable(c) == c)
