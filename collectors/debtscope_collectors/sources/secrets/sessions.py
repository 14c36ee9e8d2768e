"""Session tokens: signed (JWT) or sealed (JWE) texts that open an account as long as they last."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

from debtscope.model.regex import regex

TOKEN = regex(rb"eyJ[A-Za-z0-9_-]{10,4000}+(?:\.[A-Za-z0-9_-]{0,8000}+){2,4}+(?![A-Za-z0-9+/=_.-])")
"""Header, then payload and signature, or the four parts of a sealed one, of which some may be empty."""
CUE = b"eyJ"
_SHORTEST = 100
_OWN_NAME = regex(rb"[ \t-]{0,60}(?:export[ \t]+)?[\"']?([A-Za-z][\w.-]{0,80})[\"']?[ \t]{0,8}[:=][ \t]{0,8}[\"']?\Z")
_ENTRY = regex(rb"([ \t]{0,60})-[ \t]{1,8}[\"']?\Z")
_KEY = regex(rb"([ \t]{0,60})[\"']?([A-Za-z][\w.-]{0,80})[\"']?[ \t]{0,8}:[ \t]{0,8}(?:#[^\n]{0,200})?\r?\Z")
_SAID = frozenset({"token", "session", "jwt", "key", "apikey", "secret", "cookie", "credential", "auth", "bearer"})
_PUBLIC = frozenset({"anon", "anonymous", "public", "publishable", "example", "sample", "dummy", "fake", "test"})
_PUBLISHED = regex(r"\"role\":\s?\"anon\"|supabase-demo|1234567890|John Doe|\"example|@example\.")
"""Payloads that everybody may know: the anonymous role of a web client, and samples of documentation."""
_MOST_LINES = 20
_LONGEST_BEFORE = 200
_LONGEST_LINE = 40_000


def session_tokens(data: bytes) -> Iterator[tuple[bytes, int, bool]]:
    """(value, place, whether it opens something) of each; those that no name calls a token are not told to open anything."""
    at = data.find(CUE)
    while at >= 0:
        match = (
            TOKEN.match(data, at)
            if at == 0 or not (data[at - 1 : at].isalnum() or data[at - 1 : at] in b"_-.")
            else None
        )
        if match is not None and match.end() - at > _SHORTEST:
            yield match[0], at, _is_said(_name(data, at)) and not _is_published(match[0])
        at = data.find(CUE, match.end() if match is not None else at + len(CUE))


def _name(data: bytes, at: int) -> str:
    """What the value is assigned to: the name on its line, or that of the list in which it is an entry."""
    start = data.rfind(b"\n", max(0, at - _LONGEST_BEFORE), at) + 1
    if not start and at > _LONGEST_BEFORE:
        return ""
    before = data[start:at]
    if entry := _ENTRY.match(before):
        return _of_list(data, start, len(entry[1]))
    own = _OWN_NAME.match(before)
    return own[1].decode("ascii", "replace") if own else ""


def _of_list(data: bytes, start: int, depth: int) -> str:
    """The key above the entries of a list, which stands at their depth or before it."""
    for _ in range(_MOST_LINES):
        end = start - 1
        if end < 0:
            return ""
        start = data.rfind(b"\n", max(0, end - _LONGEST_LINE), end) + 1
        if not start and end > _LONGEST_LINE:
            return ""
        key = _KEY.match(data[start : min(end, start + 300)])
        if key is not None and len(key[1]) <= depth:
            return key[2].decode("ascii", "replace")
    return ""


def _is_said(name: str) -> bool:
    parts = [part.removesuffix("s") for part in re.split(r"[_.\-]+", name.lower()) if part and not part.isdigit()]
    return bool(parts) and parts[-1] in _SAID and not _PUBLIC & set(parts)


def _is_published(value: bytes) -> bool:
    payload = value.split(b".")[1]
    try:
        said = base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)).decode("utf-8", "replace")
    except ValueError:
        return False
    return _PUBLISHED.search(said) is not None
