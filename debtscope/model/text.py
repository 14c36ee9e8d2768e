"""The one place that makes text from a repository harmless to show.

Every terminal, table, page and log path goes through `printable`.
"""

from __future__ import annotations

import unicodedata

from debtscope.model.regex import regex

HIDDEN = "[not shown: sensitive]"
"""Stands for a line that holds a credential."""
_SHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


_CREDENTIALS = regex(
    r"(?:(?<![A-Za-z0-9])|(?<=\\[a-z]))(?:(gh[pousr]_|github_pat_|sk-|xox[abprs]-|A[KS]IA|glpat-|AIza|npm_|pypi-)[A-Za-z0-9_-]{16,400}"
    r"|(hf_|dapi)[A-Za-z0-9]{16,400})"
)
"""Not inside a word (`ask-…`, `task-…`), but after an escape: `\\nsk-…` is how code writes a key on a new line. A token of Hugging Face
has no `_`, names such as `hf_pretrained_model_name` have."""
_MARKS = ("_", "sk-", "xox", "AKIA", "ASIA", "glpat-", "dapi", "AIza", "pypi-")
"""Every alternative above holds one of them."""
_USER_OF_URL = regex(r"(://)[^\s/@'\"]{1,500}@")


def without_credentials(text: str) -> str:
    """A short text that people typed (a name, a branch, a subject) without providers' keys and users of urls."""
    if "://" in text:
        text = _USER_OF_URL.sub(r"\1", _CREDENTIALS.sub(r"\1\2***", text))
    elif any(mark in text for mark in _MARKS):
        text = _CREDENTIALS.sub(r"\1\2***", text)
    return text


def _escape(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # an undecodable byte of a file name (surrogateescape)
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x100:
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def printable(text: str, *, limit: int = 0) -> str:
    """One line without control, format, bidirectional, zero-width or surrogate characters: they become visible escapes.

    `limit` > 0 cuts to so many characters, the last of them an ellipsis.
    """
    if not text.isascii() or not text.isprintable():
        text = "".join(_escape(c) if unicodedata.category(c) in _SHOWN else c for c in text)
    return text[: limit - 1] + "…" if 0 < limit < len(text) else text
