"""Which of several copies another file of the repository names: that one is in use, whatever its name says."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from debtscope.api import Unreadable, Workspace
from debtscope_collectors.sources.copies.facts import CopyGroup, CopyMember

_NAMING: Final = (
    "*.py", "*.ipynb", "*.yaml", "*.yml", "*.toml", "*.sh", "*.cfg", "*.ini", "*.md", "*.R", "Makefile", "Dockerfile*", "*.mk"
)  # fmt: skip
"""Files that name others."""
_MAX_BYTES: Final = 256 * 1024
_MAX_GROUPS: Final = 40
_TELLING: Final = re.compile(r"[^_-]{2,}[_-][^_-]")
"""A stem of several words: `train` in quotes may be anything, `pretrained_aug` is that file."""


def named_groups(workspace: Workspace, groups: Sequence[CopyGroup]) -> list[CopyGroup]:
    """The groups, their members with the first file that names each and no other member."""
    asked = {id(group): _patterns(group) for group in groups[:_MAX_GROUPS]}
    found: dict[str, str] = {}
    for entry in workspace.find(*_NAMING) if asked else ():
        if entry.size > _MAX_BYTES:
            continue
        try:
            text = workspace.text(entry.path)
        except Unreadable:
            continue
        for group in groups[:_MAX_GROUPS]:
            if any(entry.path == member.path for member in group.members):
                continue
            named = [
                path
                for path, (words, pattern) in asked[id(group)].items()
                if any(word in text for word in words) and pattern.search(text)
            ]
            if len(named) == 1:  # what lists all of them, as an index of the folder does, tells nothing
                found.setdefault(named[0], entry.path)
    return [replace(group, members=tuple(_with(member, found) for member in group.members)) for group in groups]


def _with(member: CopyMember, found: dict[str, str]) -> CopyMember:
    return replace(member, named_in=found[member.path]) if member.path in found else member


def _patterns(group: CopyGroup) -> dict[str, tuple[tuple[str, ...], re.Pattern[str]]]:
    """Path -> words of which a text that names it holds one, and what settles it."""
    names = [posixpath.basename(member.path) for member in group.members]
    asked: dict[str, tuple[tuple[str, ...], re.Pattern[str]]] = {}
    for member, name in zip(group.members, names, strict=True):
        folder = posixpath.basename(posixpath.dirname(member.path))
        stem = posixpath.splitext(name)[0]
        if names.count(name) > 1:  # told apart by the folder alone
            ways = [rf"(?<![\w.-]){re.escape(folder)}/{re.escape(name)}(?![\w-])"]
        else:
            above = rf"(?:(?<![\w.-])(?:{re.escape(folder)}|\.{{1,2}})/|(?<![\w./-]))" if folder else r"(?<![\w.-])"
            ways = [rf"{above}{re.escape(name)}(?![\w-])"]
            if _TELLING.search(stem):
                ways.append(rf"""(["']){re.escape(stem)}\1""")
        asked[member.path] = ((stem,), re.compile("|".join(f"(?:{way})" for way in ways)))
    return asked
