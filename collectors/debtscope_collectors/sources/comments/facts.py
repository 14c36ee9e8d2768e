"""Debt that people admit in comments."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmittedDebt:
    """One comment, or one block of comment lines."""

    path: str
    line: int
    """Of a notebook's Markdown: 0."""
    text: str
    """Without its sign and without credentials, at most 160 characters."""
    topic: str
    """defect, test, dependency, performance, config, data, model, document or code."""
