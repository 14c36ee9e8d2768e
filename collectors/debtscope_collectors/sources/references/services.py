"""Services of a compose file that run what others built: what their commands name lies in that image, not in the tree."""

from __future__ import annotations

from typing import Final

from debtscope.model.regex import regex

_SERVICES: Final = regex(r"^services:[ \t]*(?:#.*)?$")
_KEY: Final = regex(r"^([ \t]+)[\w.\"'-]{1,80}:[ \t]*(?:#.*|&\S+)?$")
_IMAGE: Final = regex(r"^[ \t]+image:[ \t]*\S")
_OURS: Final = regex(
    r"^[ \t]+(?:build:|extends:|<<:)|^[ \t]+-[ \t]+[\"']?\.{1,2}(?:/[^\s:]{0,200})?:|^[ \t]+source:[ \t]*[\"']?\.{1,2}(?:/|[\"']?$)"
)
"""Built here, continued from elsewhere, or with a folder of the project mounted into it."""


def foreign_lines(source: str) -> frozenset[int]:
    """Numbers (from 1) of the lines of services with an image, no build, and nothing of the project mounted."""
    found: set[int] = set()
    block: list[tuple[int, str]] = []
    margin: str | None = None
    is_inside = False
    for number, line in enumerate((*source.splitlines(), "end:"), 1):
        is_top = bool(line) and line[0] not in " \t#"
        head = _KEY.match(line) if is_inside and not is_top else None
        if head is not None and margin is None:
            margin = head[1]
        if is_top or (head is not None and head[1] == margin):
            found.update(_foreign(block))
            block = []
        if is_top:
            is_inside, margin = _SERVICES.match(line) is not None, None
        elif is_inside:
            block.append((number, line))
    return frozenset(found)


def _foreign(block: list[tuple[int, str]]) -> list[int]:
    if not any(_IMAGE.match(line) for _, line in block) or any(_OURS.match(line) for _, line in block):
        return []
    return [number for number, _ in block]
