"""What is installed beside us, told from the folders of Python's path: a fifth of what `importlib.metadata` costs to load and ask.

It is asked all the same where packages lie elsewhere than in folders (archives, eggs, finders of their own).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.machinery import PathFinder
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, Protocol

from debtscope.model.frozen import frozen

_POINTS: Final = "entry_points.txt"
_ENDINGS: Final = (".dist-info", ".egg-info")


class EntryPoint(Protocol):
    """As `importlib.metadata.EntryPoint`."""

    @property
    def name(self) -> str: ...

    @property
    def value(self) -> str:
        """`package.module:attribute`, or a module alone."""
        ...

    @property
    def module(self) -> str: ...

    def load(self) -> Any:
        """What it names; raises what importing raises."""
        ...


@frozen
class _Named:
    """An entry point that was read here."""

    name: str
    value: str

    @property
    def module(self) -> str:
        return self.value.partition(":")[0].strip()

    def load(self) -> Any:
        module = import_module(self.module)
        attribute = self.value.partition(":")[2].partition("[")[0].strip()
        return attrgetter(attribute)(module) if attribute else module


def entry_points(group: str) -> Sequence[EntryPoint]:
    """The entry points of a group, of every distribution that comes first on the path under its name."""
    if not _is_plain():
        from importlib import metadata  # loads parsers of mail and archives

        return [*metadata.entry_points(group=group)]
    found: list[_Named] = []
    for place in _distributions().values():
        try:
            text = (place / _POINTS).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if group in text:
            found += _in_group(text, group)
    return found


def version_of(name: str) -> str:
    """Of a distribution; raises `importlib.metadata.PackageNotFoundError`."""
    place = _distributions().get(_normal(name)) if _is_plain() else None
    stem, _, ending = (place.name if place is not None else "").rpartition(".")
    _, dash, version = stem.partition("-")
    if dash and ending == "dist-info":
        return version
    from importlib import metadata

    return metadata.version(name)


def _is_plain() -> bool:
    """Whether all that is installed lies in folders, for the usual finder to find."""
    others = any(hasattr(one, "find_distributions") for one in sys.meta_path if one is not PathFinder)
    return not others and not any(p.endswith(".egg") or Path(p).is_file() for p in sys.path)


def _distributions() -> dict[str, Path]:
    """Normalised name -> the folder that tells of it."""
    found: dict[str, Path] = {}
    for place in sys.path:
        try:
            names = sorted(one.name for one in os.scandir(place or "."))
        except OSError:
            continue
        for name in names:
            if name.endswith(_ENDINGS):
                found.setdefault(_normal(name.rpartition(".")[0].partition("-")[0]), Path(place, name))
    return found


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _in_group(text: str, group: str) -> Iterator[_Named]:
    here = False
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("[") and line.endswith("]"):
            here = line[1:-1].strip() == group
        elif here and line and not line.startswith(("#", ";")):
            name, equals, value = line.partition("=")
            if equals:
                yield _Named(name=name.strip(), value=value.strip())
