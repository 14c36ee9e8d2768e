"""Text measured, cut and padded in terminal cells."""

from __future__ import annotations

import unicodedata


def width(text: str) -> int:
    """Terminal cells of a printable text."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def tail(text: str, cells: int) -> str:
    """Text cut at its beginning to so many cells: of a path the end says most."""
    if width(text) <= cells:
        return text
    kept = ""
    for char in reversed(text):
        if width(char + kept) > cells - 1:
            break
        kept = char + kept
    return "…" + kept


def fit(text: str, cells: int) -> str:
    """Text cut or padded to so many cells."""
    if width(text) > cells:
        kept = ""
        for char in text:
            if width(kept + char) > cells - 1:
                break
            kept += char
        text = kept + "…"
    return text + " " * (cells - width(text))
