"""Whether two specifications of one package exclude each other."""

from __future__ import annotations

import re

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from debtscope.model.regex import regex

_NUMBER = regex(r"\d{1,4}(?:\.\d{1,6}){0,3}(?:\.?(?:post|rc|a|b|dev)\d{1,6})?")

_LOCAL = regex(r"(?<=\d)\+[a-zA-Z0-9._-]{1,60}")
"""The name of a build behind a version (PEP 440)."""


def exclude(left: str, right: str) -> bool:
    """Whether no version meets both, as far as the versions that they name show it."""
    left, right = _public(left), _public(right)
    one, two = _specifier(left), _specifier(right)
    if one is None or two is None:
        return False
    named = [Version(text) for text in _NUMBER.findall(f"{left} {right}")]
    near = [*named, *(_after(version) for version in named)]
    return not any(
        one.contains(version, prereleases=True) and two.contains(version, prereleases=True) for version in near
    )


def _public(text: str) -> str:
    """Without the name of a build (`+cu126`, `+cpu`): it tells for which device a version was built, not which version it is."""
    return _LOCAL.sub("", text)


def _after(version: Version) -> Version:
    """A patch later: inside of what begins after a version."""
    parts = (*version.release, 0, 0)[:3]
    return Version(f"{parts[0]}.{parts[1]}.{parts[2] + 1}")


def _specifier(text: str) -> SpecifierSet | None:
    """Poetry's caret and a bare version too; None where it cannot be read."""
    told = text.replace(" ", "")
    caret = re.fullmatch(r"\^(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,6}))?", told)
    if caret:
        major, minor = int(caret[1]), int(caret[2] or 0)
        top = f"<{major + 1}" if major else f"<0.{minor + 1}"
        told = f">={told[1:]},{top}"
    try:
        return SpecifierSet(f"=={told}" if told[:1].isdigit() else told)
    except InvalidSpecifier:
        return None
