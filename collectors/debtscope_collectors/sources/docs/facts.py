"""Documentation as text: what people wrote down, for rules that ask whether somebody did."""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen
class DocPage:
    """One page in Markdown, reStructuredText, AsciiDoc or plain text."""

    path: str
    kind: str
    """readme, changelog (what once was) or page."""
    headings: tuple[tuple[int, str], ...]
    """(line, words)."""
    topics: tuple[tuple[str, int], ...]
    """(topic of `topics.py`, line that speaks of it)."""
    text: str
    """The first 200,000 characters. It may hold anything: a finding quotes none of it but headings."""


@frozen
class Expiry:
    """A setting that lets stored data end: a bucket's lifecycle rule, a partition's expiration, a time to live."""

    path: str
    line: int
