"""Terraform's language as far as settings go: blocks with labels, attributes with the text of their expression. Linear, no evaluation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from debtscope.model.regex import regex

_BLOCK: Final = regex(r"^\s*([A-Za-z_][\w-]{0,80})((?:\s+(?:\"[^\"\n]{0,200}\"|[A-Za-z_][\w.-]{0,80})){0,3})\s*\{(.*)$")
_ATTRIBUTE: Final = regex(r"^\s*\"?([A-Za-z_][\w.-]{0,80})\"?\s*=(?!=)\s*(.*)$")
_HEREDOC: Final = regex(r"<<[-~]?\s*([A-Za-z_]\w{0,60})\s*$")
_LABEL: Final = regex(r"\"([^\"]*)\"|([\w.-]+)")
_MAX_LINES: Final = 20_000
_MAX_LINE: Final = 2000
_MAX_VALUE: Final = 4000
_MAX_DEPTH: Final = 40


@dataclass(slots=True)
class Block:
    """One block with everything in it."""

    kind: str
    labels: tuple[str, ...]
    line: int
    attributes: list[tuple[str, str, int]] = field(default_factory=list[tuple[str, str, int]])
    """(name, source of the expression, line)."""
    blocks: list[Block] = field(default_factory=list["Block"])


def blocks(source: str) -> list[Block]:
    """The top-level blocks of a file. What is no block and no attribute is passed over."""
    return document(source).blocks


def document(source: str) -> Block:
    """A file as a block of its own, with what stands at its top."""
    root = Block(kind="", labels=(), line=0)
    stack = [root]
    lines = iter(enumerate(source.splitlines()[:_MAX_LINES], 1))
    for number, raw in lines:
        line = _bare(raw[:_MAX_LINE])
        if not line:
            continue
        if line.startswith("}"):
            if len(stack) > 1:
                stack.pop()
            continue
        attribute = _ATTRIBUTE.match(line)
        if attribute:
            value = _value(attribute[2], lines)
            stack[-1].attributes.append((attribute[1], value[:_MAX_VALUE], number))
        elif (opened := _BLOCK.match(line)) and len(stack) < _MAX_DEPTH:
            labels = tuple(a or b for a, b in _LABEL.findall(opened[2]))
            block = Block(kind=opened[1], labels=labels, line=number)
            stack[-1].blocks.append(block)
            rest = opened[3].strip()
            if rest.endswith("}"):
                if inner := _ATTRIBUTE.match(rest[:-1]):
                    block.attributes.append((inner[1], inner[2].strip(), number))
            else:
                stack.append(block)
    return root


def _value(first: str, lines: Iterator[tuple[int, str]]) -> str:
    """The whole expression, to the line on which its brackets close or its heredoc ends."""
    if heredoc := _HEREDOC.search(first):
        body: list[str] = []
        for _number, raw in lines:
            if raw.strip() == heredoc[1]:
                break
            if len(body) < 200:
                body.append(raw[:_MAX_LINE])
        return "\n".join(body)
    parts = [first]
    depth = _open(first)
    while depth > 0:
        following = next(lines, None)
        if following is None:
            break
        line = _bare(following[1][:_MAX_LINE])
        if len(parts) < 400:
            parts.append(line)
        depth += _open(line)
    return "\n".join(parts).strip()


def _open(line: str) -> int:
    """How many brackets a line opens more than it closes, outside of texts."""
    bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"", "", line)
    return sum(bare.count(c) for c in "([{") - sum(bare.count(c) for c in ")]}")


def _bare(line: str) -> str:
    """Without comment and margins."""
    text = line.strip()
    if text.startswith(("#", "//", "/*", "*")):
        return ""
    if "#" in text:
        quoted = False
        for at, c in enumerate(text):
            if c == '"':
                quoted = not quoted
            elif c == "#" and not quoted:
                return text[:at].strip()
    return text


def literal(expression: str) -> str:
    """A plain text without its quotes; everything else as written."""
    match = re.fullmatch(r"\"([^\"$]*)\"", expression.strip())
    return match[1] if match else expression.strip()
