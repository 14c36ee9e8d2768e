"""Prompts that tell a language model to hide that it is one. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_HIDES: Final = regex(
    r"\b(?:do not|don['’]t|never|must not|should not|avoid|without)\s+(?:ever\s+)?(?:mention(?:ing)?|say(?:ing)?|reveal(?:ing)?|disclos(?:e|ing)|tell(?:ing)?|admit(?:ting)?|stat(?:e|ing)|acknowledg(?:e|ing)|indicat(?:e|ing))"
    r"\s+(?:\w{1,12}\s+){0,4}?(?:you(?:['’]re|\s+are)|being)\s+(?:an?\s+)?(?:AI|A\.I\.|artificial intelligence|language model|large language model|LLM|bot|chat ?bot|machine|computer program|virtual assistant)\b"
    r"|\bpretend\s+(?:to be|you are|that you are)\s+(?:a\s+)?(?:real\s+)?(?:human|person)\b",
    re.IGNORECASE,
)
_LONGEST: Final = 20_000


@frozen
class Concealed:
    """One such sentence."""

    line: int
    scope: str
    words: str


@facet(Concealed, cues=("AI", "bot", "chatbot", "LLM", "human", "language", "machine", "artificial"), tests=False)
def concealed(view: ModuleView) -> Iterator[Concealed]:
    """Of texts in the code, with the sentence as it stands."""
    for node in view.constants:
        value = node.value
        if isinstance(value, str) and 20 <= len(value) <= _LONGEST and (found := _HIDES.search(value)):
            above = view.parent(node)
            is_part = isinstance(above, ast.JoinedStr)  # whose parts have another line with each version of Python
            line = view.place(above) if is_part else view.place(node) + value.count("\n", 0, found.start())
            yield Concealed(line=line, scope=view.scope(node), words=" ".join(found[0].split())[:120])
