"""Compositions of Hydra: which files of a tree are in force together, where their keys stand, and which values never count."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Final

from debtscope.model.frozen import frozen
from debtscope_collectors.sources.config.facts import Setting, SettingsFile

_DEEPEST: Final = 12
_SELF: Final = "_self_"


@frozen
class Part:
    """One file of a composition, in the order in which they are laid over one another."""

    file: SettingsFile
    package: str
    """The keys around what it holds."""
    group: str
    """Folder of the group that it is an option of; `` for the primary file and for those beside it."""
    is_own: bool = False
    """The primary file itself."""


@frozen
class Composition:
    """What one primary file composes."""

    path: str
    root: str
    parts: tuple[Part, ...]
    is_whole: bool
    """Every file that it names was found, and its own place in the order is written down."""


@frozen
class Shadowed:
    """A value of a primary file that every option of a group, which comes after it, replaces."""

    path: str
    setting: Setting
    by: tuple[tuple[str, Setting], ...]
    """(path, setting) of each option."""


def compositions(files: Sequence[SettingsFile], choices: Mapping[str, str]) -> Iterator[Composition]:
    """Of every file with a defaults list that no other composition takes. `choices`: group -> option that commands take."""
    by_path = {one.path: one for one in files if one.format == "yaml"}
    reader = _Reader(by_path, choices)
    found = [reader.compose(one) for one in files if one.composes and not any(d.is_override for d in one.composes)]
    taken = {part.file.path for one in found for part in one.parts if not part.is_own}
    yield from (one for one in found if one.path not in taken)


@frozen
class _Walk:
    root: str
    overrides: Mapping[str, str]
    parts: list[Part] = field(default_factory=list[Part])
    missing: list[str] = field(default_factory=list[str])


class _Reader:
    def __init__(self, files: Mapping[str, SettingsFile], choices: Mapping[str, str]) -> None:
        self._files = files
        self._choices = choices

    def compose(self, one: SettingsFile) -> Composition:
        root = posixpath.dirname(one.path)
        overrides = {d.group.strip("/"): d.option for d in one.composes if d.is_override}
        walk = _Walk(root=root, overrides={**overrides, **self._choices})
        self._add(walk, one, "", "", 0)
        places = {d.option for d in one.composes if not d.group}
        return Composition(
            path=one.path, root=root, is_whole=not walk.missing and _SELF in places,
            parts=tuple(Part(file=p.file, package=p.package, group=p.group, is_own=p.file is one) for p in walk.parts),
        )  # fmt: skip

    def _add(self, walk: _Walk, one: SettingsFile, package: str, group: str, depth: int) -> None:
        """A file with what it composes, before and after itself as it says; itself last where it does not."""
        here = Part(file=one, package=package, group=group)
        is_placed = False
        for entry in one.composes if depth < _DEEPEST else ():
            if entry.is_override:
                continue
            if not entry.group and entry.option == _SELF:
                walk.parts.append(here)
                is_placed = True
                continue
            self._take(walk, one, entry.group, entry.option, entry.package, entry.is_optional, package, depth)
        if not is_placed:
            walk.parts.append(here)

    def _take(
        self, walk: _Walk, one: SettingsFile, group: str, option: str, at: str, is_optional: bool, package: str, depth: int
    ) -> None:  # fmt: skip
        if group.strip("/").startswith("hydra"):
            return  # its own
        above = posixpath.dirname(one.path)
        folder = posixpath.join(walk.root, group[1:]) if group.startswith("/") else posixpath.join(above, group)
        name = posixpath.relpath(folder, walk.root) if walk.root else folder
        option = walk.overrides.get(name, option)
        if not option:
            return
        path = posixpath.normpath(posixpath.join(walk.root if option.startswith("/") else folder, option.lstrip("/")))
        file = self._files.get(f"{path}.yaml") or self._files.get(f"{path}.yml")
        if file is None:
            if not is_optional:
                walk.missing.append(path)
            return
        own = at or file.package or ("" if not group else name.replace("/", "."))
        if at and not at.startswith("_") and package:
            own = f"{package}.{at}"
        own = {"_global_": "", "_group_": name.replace("/", "."), "_here_": package}.get(own, own)
        self._add(walk, file, own, folder if group else "", depth + 1)


def chosen(found: Iterable[Composition]) -> Mapping[str, Part]:
    """Path -> its part in a composition that takes it."""
    return {part.file.path: part for one in found for part in one.parts}


def groups(found: Iterable[Composition]) -> frozenset[str]:
    """Folders of which compositions take an option."""
    return frozenset(part.group for one in found for part in one.parts if part.group)


def full_key(part: Part, setting: Setting) -> str:
    """Where a setting comes to stand."""
    return f"{part.package}.{setting.key}" if part.package else setting.key


def shadowed(one: Composition, files: Iterable[SettingsFile]) -> Iterator[Shadowed]:
    """Values of the primary file that come before a group all of whose options give another one."""
    places = [at for at, part in enumerate(one.parts) if part.is_own]
    if not one.is_whole or not places:
        return
    own = {s.key: s for s in one.parts[places[0]].file.settings if not s.key.startswith("defaults.")}
    for part in one.parts[places[0] + 1 :]:
        if not part.group:
            continue
        options = [f for f in files if posixpath.dirname(f.path) == part.group]
        for setting in part.file.settings:
            mine = own.get(full_key(part, setting))
            if mine is None or mine.value == setting.value:
                continue
            theirs = [(f.path, s) for f in options for s in f.settings if s.key == setting.key]
            if len({path for path, _ in theirs}) == len(options) and all(s.value != mine.value for _, s in theirs):
                yield Shadowed(path=one.path, setting=mine, by=tuple(theirs))
