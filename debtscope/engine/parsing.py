"""Untrusted YAML, JSON and TOML to plain values, within budgets of size, depth and expansion.

Every way in which a parser can fail or be made to run away ends in Unreadable with a reason for people.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import cast

import tomli

from debtscope.engine.limits import DEPTH, MIB, TOML_BYTES, TOML_KEY_PARTS
from debtscope.model.errors import Unreadable
from debtscope.model.regex import regex

_ALIKE = bytes.maketrans(b"123456789E", b"000000000e")
"""Digits as one, so that numbers of one form are one text."""
_BEFORE = (b":", b"[", b",", b" ", b"\t", b"\n", b"\r")
_ONLY_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def decode(data: bytes) -> str:
    """UTF-8 without its mark, UTF-16 with one, else latin-1; never fails."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode()  # as utf-8-sig, whose codec costs as much again
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _float(text: str) -> float | None:
    value = float(text)
    return value if value - value == 0 else None


def _may_be_huge(data: bytes) -> bool:
    """A quick no for almost every document: an exponent of three digits, or three hundred digits, may be beyond range."""
    alike = data.translate(_ALIKE)
    if b"0" * 300 in alike:
        return True
    for mark in (b"0e000", b"0e+000"):
        at = alike.find(mark)
        while at >= 0:
            # Ids and colours look like exponents too, but it is no number's beginning that stands before them.
            before = alike[max(0, at - 400) : at].rstrip(b"0.").removesuffix(b"-")
            if not before or before[-1:] in _BEFORE:
                return True
            at = alike.find(mark, at + len(mark))
    return False


_POINTER = b"version https://git-lfs.github.com/spec/"
"""What stands in the tree for a file that Git LFS keeps elsewhere."""


def parse_json(data: bytes, odd: set[str] | None = None) -> object:
    """A JSON document; NaN, infinities and numbers beyond range become None. Raises Unreadable.

    `odd` takes the names of the constants that JSON does not have.
    """
    constants: set[str] = set() if odd is None else odd
    parse_float = _float if _may_be_huge(data) else None
    try:
        value: object = json.loads(decode(data), parse_constant=constants.add, parse_float=parse_float)
    except json.JSONDecodeError as error:
        if data.startswith(_POINTER):
            raise Unreadable("not read: a pointer of Git LFS, whose content was not fetched") from None
        raise Unreadable(f"not JSON: line {error.lineno}: {error.msg}") from None
    except RecursionError:
        raise Unreadable("not read: nested too deeply") from None
    except (ValueError, MemoryError, OverflowError) as error:
        raise Unreadable(f"not read as JSON: {_first_line(error)}") from None
    if _maybe_deep(data) and is_deep(value):
        raise Unreadable("not read: nested too deeply")
    return value


def _maybe_deep(data: bytes) -> bool:
    """A quick no for almost every document: peels the innermost brackets until none are left."""
    brackets = data.translate(None, _ONLY_BRACKETS)
    for _ in range(DEPTH):
        peeled = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if not peeled:
            return False
        if len(peeled) == len(brackets):
            return True
        brackets = peeled
    return True


def is_deep(value: object) -> bool:
    """Whether plain data nests deeper than a reader may be asked to follow."""
    level = [value]
    for _ in range(DEPTH + 1):
        level = [inner for outer in level for inner in _inner(outer)]
        if not level:
            return False
    return True


def _inner(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from cast("dict[str, object]", value).values()
    elif isinstance(value, list):
        yield from cast("list[object]", value)


_KEY_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+"""
_LONG_KEY = regex(
    rf"(?<![\w-])(?:{_KEY_PART}){{{TOML_KEY_PARTS}}}", re.ASCII
)  # the parser's time grows with the square of a key's parts


def parse_toml(data: bytes) -> dict[str, object]:
    """A TOML document; dates become ISO text, NaN and infinities None. Raises Unreadable."""
    if len(data) > TOML_BYTES:
        raise Unreadable(f"not read: larger than {TOML_BYTES // MIB} MiB")
    text = decode(data)
    if long := _LONG_KEY.search(text):
        line = text.count("\n", 0, long.start()) + 1
        raise Unreadable(f"not read: line {line}: a key of more than {TOML_KEY_PARTS} parts")
    try:
        value = tomli.loads(text)
    except RecursionError:
        raise Unreadable("not read: nested too deeply") from None
    except (ValueError, MemoryError, OverflowError) as error:
        raise Unreadable(f"not TOML: {_first_line(error)}") from None
    if is_deep(value):
        raise Unreadable("not read: nested too deeply")
    return cast("dict[str, object]", plain(value))


def plain(value: object) -> object:
    """Dates as ISO text and no NaN, in place; the data is known not to be deep."""
    stack = [value]
    while stack:
        top = stack.pop()
        pairs: list[tuple[object, object]] = []
        if isinstance(top, dict):
            pairs = list(cast("dict[object, object]", top).items())
        elif isinstance(top, list):
            pairs = list(enumerate(cast("list[object]", top)))
        for key, inner in pairs:
            if isinstance(inner, dict | list):
                stack.append(cast("object", inner))
            elif not isinstance(inner, str | bool | int):
                cast("dict[object, object]", top)[key] = _plain_scalar(inner)
    return value


def _plain_scalar(value: object) -> object:
    if isinstance(value, float):
        return value if value - value == 0 else None
    return None if value is None else str(value)


def _first_line(error: BaseException) -> str:
    text = str(error).split("\n", 1)[0]
    return text[:200] or type(error).__name__
