"""Globs as regular expressions that cannot be made slow: every `*` and `**` but the last is an atomic group.

`*` and `?` stay within a path segment, `**` crosses segments. The leftmost match of the text after a star leaves the
longest rest, so giving it up later can never help: that is why no backtracking is needed.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CLASSES = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "blank": " \\t", "digit": "0-9", "lower": "a-z", "space": "\\s",
    "upper": "A-Z", "xdigit": "0-9A-Fa-f", "punct": "!-.:-@\\[-`{-~",
}  # fmt: skip


def _bracket(text: str, start: int) -> tuple[str, int] | None:
    """The regular expression of the `[...]` that begins at `start`, and where it ends; None when it never closes."""
    i = start + 1
    negate = text[i : i + 1] in ("!", "^")
    i += negate
    out = ""
    before = ""
    first = i
    while i < len(text) and (text[i] != "]" or i == first):
        if text.startswith("[:", i) and (end := text.find(":]", i)) > 0:
            out += _CLASSES.get(text[i + 2 : end], "")
            before, i = "", end + 2
            continue
        is_range = text[i] == "-" and before != "" and text[i + 1 : i + 2] not in ("]", "")
        i += is_range
        if text[i] == "\\" and i + 1 < len(text):
            i += 1
        char = text[i]
        if not is_range:
            out += re.escape(char)
        elif before <= char:  # a range that runs backwards is its first character, as in git
            out += f"{re.escape(before)}-{re.escape(char)}"
        before = "" if is_range else char
        i += 1
    if i >= len(text):
        return None
    if not out:
        return "(?!)", i + 1
    return (f"[^/{out}]" if negate else f"(?!/)[{out}]"), i + 1


def _segment(text: str) -> str:
    """One path segment."""
    parts: list[str] = [""]
    i = 0
    while i < len(text):
        char = text[i]
        i += 1
        if char == "*":
            if len(parts) == 1 or parts[-1]:
                parts.append("")
        elif char == "?":
            parts[-1] += "[^/]"
        elif char == "[":
            expression, i = _bracket(text, i - 1) or ("(?!)", len(text))  # never closed: matches nothing, as in git
            parts[-1] += expression
        elif char == "\\" and i < len(text):
            parts[-1] += re.escape(text[i])
            i += 1
        else:
            parts[-1] += re.escape(char)
    if len(parts) == 1:
        return parts[0]
    middle = "".join(f"(?>[^/]*?{part})" for part in parts[1:-1] if part)
    return f"{parts[0]}{middle}[^/]*{parts[-1]}"


def regex_text(glob: str) -> str:
    """The regular expression, to be matched in full, of a glob over `/`-separated paths."""
    chunks: list[list[str]] = [[]]
    for segment in glob.strip("/").split("/"):
        if segment == "**":
            chunks.append([])
        else:
            chunks[-1].append(_segment(segment) + "(?![^/])")
    if len(chunks) == 1:
        return "/".join(chunks[0])
    head = "".join(part + "/" for part in chunks[0])
    middle = "".join(f"(?>(?:[^/]+/)*?{'/'.join(chunk)}/)" for chunk in chunks[1:-1] if chunk)
    last = "(?:[^/]+/)*" + "/".join(chunks[-1]) if chunks[-1] else ".+"
    return head + middle + last


@lru_cache(maxsize=2048)
def compile_glob(glob: str) -> re.Pattern[str]:
    """A pattern for `fullmatch` on a path; a glob without `/` is meant for the name alone."""
    return re.compile(regex_text(glob), re.DOTALL)


def has_magic(glob: str) -> bool:
    """Whether a glob is more than a literal name."""
    return any(char in glob for char in "*?[\\")
