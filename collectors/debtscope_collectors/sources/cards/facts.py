"""Licences and cards."""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen
class LicenceText:
    """A licence file, recognised by its words."""

    path: str
    spdx: str | None


@frozen
class LicenceClaim:
    """One place outside a licence text where the project says its licence: package metadata or a citation file."""

    path: str
    line: int | None
    written: str
    """As it stands there, at most 200 characters."""
    licence: str | None
    """Its short name; None where the words are of no licence that is known."""


@frozen
class RightsPage:
    """A page that may say whose data or code something is: a notice file, a data folder's README, a data licence."""

    path: str
    kind: str
    """notice, data or licence."""
    text: str
    """The first 100,000 characters. It may hold anything: a finding quotes none of it."""


@frozen
class Card:
    """A model or dataset card: a Markdown file with a YAML head."""

    path: str
    kind: str
    """model or dataset."""
    name: str | None
    licence: str | None
    sections: tuple[str, ...]
    datasets: tuple[str, ...] = ()
    base_models: tuple[str, ...] = ()
    licence_line: int | None = None
    topics: tuple[str, ...] = ()
    """Of the eight (model) or seven (dataset) topics of `topics`, those that it covers with words of its own."""
    is_english: bool = True
    """False where its prose is in another language: its topics are then not known."""
    metrics: tuple[tuple[str, float], ...] = ()
    """(type, value) of the figures in its head."""


@frozen
class Adapter:
    """An adapter's configuration (PEFT): the model that it was trained on."""

    path: str
    base_model: str
