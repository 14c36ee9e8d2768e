"""Numbers that configuration files and SQL give to decisions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigThreshold:
    """A key named like a threshold with a plain number, in a YAML, TOML, JSON or INI file."""

    path: str
    key: str
    """As written, without the keys around it."""
    value: float
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlThreshold:
    """A score-like column compared with a literal in an SQL file."""

    path: str
    column: str
    operator: str
    value: float
    line: int
