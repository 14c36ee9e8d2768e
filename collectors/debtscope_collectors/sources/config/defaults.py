"""The defaults list of a Hydra configuration: which files a composition takes, in which order, and where their keys come to stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex

_HEAD: Final = regex(r"^defaults:[ \t]*(?:#.*)?$", re.MULTILINE)
_PACKAGE: Final = regex(r"^#[ \t]*@package[ \t:]{1,4}([\w.]{1,100})", re.MULTILINE)
_ENTRY: Final = regex(
    r"^-[ \t]{1,8}(?:(override|optional)[ \t]{1,4})?([/A-Za-z0-9_.-]{1,80})(?:@([\w.]{1,80}))?[ \t]{0,4}(:?)[ \t]{0,8}(.*)$"
)
_OPTION: Final = regex(r"[A-Za-z0-9_./-]{1,80}")
_MOST: Final = 100


@frozen
class Default:
    """One entry."""

    group: str
    """As written, `/` before it where it counts from the top of the tree; `` for a file beside this one, or for itself."""
    option: str
    """File without its ending; `_self_`; `` where it is not said here (null, `???`, an interpolation)."""
    package: str
    """Behind `@`; `` where it is not said."""
    is_override: bool
    """It changes what another entry takes."""
    is_optional: bool


def package_of(text: str) -> str:
    """What a `# @package` line says; `` without one."""
    found = _PACKAGE.search(text[:2000])
    return found[1] if found else ""


def defaults_of(text: str) -> Iterator[Default]:
    """Entries in order; at most a hundred."""
    head = _HEAD.search(text)
    if head is None:
        return
    listed = ""
    for number, line in enumerate(text[head.end() :].lstrip("\n").splitlines()):
        body = line.partition(" #")[0].strip()
        if not body or body.startswith("#"):
            continue
        found = _ENTRY.match(body)
        if found is None or number > _MOST:
            return
        how, name, package, colon, value = found.groups()
        if listed and not colon and line.startswith((" ", "\t")) and len(line) - len(line.lstrip()) > 2:
            yield Default(group=listed, option=name, package="", is_override=False, is_optional=False)
            continue
        listed = name if colon and not value else ""
        options = (_OPTION.findall(value) if value[:1] == "[" else [value]) if colon else [name]
        for option in options:
            plain = option.strip("\"' ").removesuffix(".yaml")
            known = _OPTION.fullmatch(plain) is not None and plain != "null"
            yield Default(
                group=name if colon else "", option=plain if known else "", package=package or "",
                is_override=how == "override", is_optional=how == "optional",
            )  # fmt: skip
