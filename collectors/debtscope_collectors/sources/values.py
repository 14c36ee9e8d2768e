"""Single values out of parsed documents: scalars, paths and urls."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import TypeGuard

from debtscope.model.regex import regex

_USERINFO = regex(r"^([A-Za-z][A-Za-z0-9+.\-]{0,30}://)[^/?#@\s]{0,1000}@")


def is_map(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether the value is a parsed map (their keys are texts)."""
    return isinstance(value, dict)


def as_text(value: object) -> str | None:
    """A text, or None."""
    return value if isinstance(value, str) else None


def as_int(value: object) -> int | None:
    """An integer that is no boolean, also one written as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value == value and abs(value) < 1e18:
        return int(value)
    if isinstance(value, str) and len(value) < 20 and value.strip().lstrip("-").isdecimal():
        return int(value)
    return None


def without_user(url: str) -> str:
    """A url or path without user information and query, either of which may carry a secret."""
    bare = _USERINFO.sub(r"\1", url)
    return bare.partition("?")[0] if "://" in bare else bare


def inside(folder: str, path: str) -> str:
    """A path written relative to a workspace folder, as a workspace path; absolute ones and urls stay as written."""
    path = path.replace("\\", "/")
    if path.startswith(("/", "~")) or "://" in path or re.match(r"[A-Za-z]:/", path):
        return path
    joined = posixpath.normpath(posixpath.join(folder, path)) if path else folder
    return "" if joined == "." else joined
