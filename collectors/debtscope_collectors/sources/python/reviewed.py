"""Lines of which a comment says that somebody looked and means them: bandit's `nosec`, `noqa` with a code, pylint's `disable`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_NOSEC: Final = regex(r"#[ \t]{0,4}nosec\b(?![ \t:]{0,4}B\d)|#[ \t]{0,4}nosec[ \t:]{1,4}((?:B\d{3}[ ,\t]{0,4}){1,9})")
_NOQA: Final = regex(r"#[ \t]{0,4}noqa(?:[ \t]{0,4}:[ \t]{0,4}((?:[A-Z]{1,6}\d{0,4}[ ,\t]{0,4}){1,12}))?")
_PYLINT: Final = regex(r"#[ \t]{0,4}pylint:[ \t]{0,4}disable(-next)?[ \t]{0,4}=[ \t]{0,4}([\w, \t-]{1,300})")
_WORDS: Final = ("nosec", "noqa", "pylint")
_LONGEST: Final = 2_000
EXCUSES: Final[Mapping[str, frozenset[str]]] = {
    "BLE001": frozenset({"broad-except", "broad-exception-caught", "W0703", "W0718"}),
    "E722": frozenset({"bare-except", "W0702"}),
    "S110": frozenset({"B110"}),
    "S112": frozenset({"B112"}),
    "B006": frozenset({"dangerous-default-value", "W0102"}),
    "PLW0603": frozenset({"global-statement", "W0603"}),
    "SIM115": frozenset({"consider-using-with", "R1732"}),
    "S102": frozenset({"exec-used", "W0122", "B102"}),
    "S113": frozenset({"missing-timeout", "W3101", "B113"}),
    "S202": frozenset({"B202"}),
    "S302": frozenset({"B302"}),
    "S307": frozenset({"eval-used", "W0123", "B307"}),
    "S310": frozenset({"B310"}),
    "S506": frozenset({"B506"}),
    "S602": frozenset({"B602"}),
    "S605": frozenset({"B605"}),
    "S608": frozenset({"B608"}),
}
"""Check of ruff's -> what bandit and pylint call it."""
CERTIFICATES: Final = "S501"
DEBUGGERS: Final = "T100"
_ASKED_HERE: Final[Mapping[str, frozenset[str]]] = {
    CERTIFICATES: frozenset({"B501", "unverified-request"}),
    DEBUGGERS: frozenset({"forgotten-debug-statement", "W1515"}),
}
"""Checks that rules ask themselves; ruff has left out what a `noqa` excuses of the others."""


def excused_lines(view: ModuleView, code: str) -> frozenset[int]:
    """First lines of the calls, and lines, at which a check is excused; a comment may stand at any line of the call."""
    names = EXCUSES.get(code) or _ASKED_HERE.get(code, frozenset[str]())
    has_noqa = code in _ASKED_HERE and "noqa" in view.text
    has_nosec = code.startswith("S") and code[1:].isdigit() and "nosec" in view.text
    has_pylint = "pylint:" in view.text
    if not (has_noqa or has_nosec or has_pylint):
        return frozenset()
    marked: list[int] = []
    for number, line in enumerate(view.lines, 1):
        if "#" not in line or len(line) > _LONGEST or not any(word in line for word in _WORDS):
            continue
        if has_pylint and (found := _PYLINT.search(line)) and names & {one.strip() for one in found[2].split(",")}:
            if not found[1] and line.lstrip() == line and line.startswith("#"):
                marked.extend(range(number, len(view.lines) + 1))  # for the rest of the file
                break
            marked.append(number + 1 if found[1] else number)
        elif (has_nosec and _is_of(_NOSEC.search(line), names)) or (
            has_noqa and _is_of(_NOQA.search(line), names | {code, code.rstrip("0123456789")})
        ):
            marked.append(number)
    if not marked:
        return frozenset()
    marked.sort()
    calls = {call.lineno for call in view.calls if _holds(marked, call.lineno, view.end(call))}
    return frozenset((*marked, *calls))


def _is_of(found: re.Match[str] | None, names: frozenset[str]) -> bool:
    """A comment without a code excuses everything."""
    return found is not None and (not found[1] or bool(names & set(found[1].replace(",", " ").split())))


def _holds(marked: list[int], first: int, last: int) -> bool:
    at = bisect_left(marked, first)
    return at < len(marked) and marked[at] <= last
