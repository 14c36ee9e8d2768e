"""Licences and cards."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceText:
    """A licence file, recognised by its words."""

    path: str
    spdx: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A model or dataset card: a Markdown file with a YAML head."""

    path: str
    kind: str
    """model or dataset."""
    name: str | None
    licence: str | None
    sections: tuple[str, ...]
    datasets: tuple[str, ...] = ()
