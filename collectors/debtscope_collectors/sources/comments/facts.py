"""Debt that people admit in comments."""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen
class AdmittedDebt:
    """One comment, or one block of comment lines."""

    path: str
    line: int
    """Of a notebook's Markdown: 0."""
    text: str
    """Without its sign and without credentials, at most 160 characters."""
    topic: str
    """defect, test, dependency, performance, config, data, model, document or code."""
    beside: str = ""
    """Of Python: the statement on its line or next below it returns a `constant` or does `nothing`."""
