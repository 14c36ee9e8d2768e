"""A snippet behind a link weighs less than a file of others."""

from __future__ import annotations

from debtscope.api import Severity
from debtscope.testing import findings_of

_SNIPPET = "def flat(rows):\n    # copied from {origin}\n    found = []\n    for row in rows:\n        found.extend(row)\n    return found\n"


def test_a_snippet_is_low_and_an_answer_stands_last() -> None:
    tree = {
        "a.py": _SNIPPET.format(origin="https://stackoverflow.com/a/952952"),
        "b.py": _SNIPPET.format(origin="https://github.com/acme/kit/blob/main/rows.py"),
    }
    (found,) = findings_of("unattributed-third-party-code", tree)
    assert found.severity is Severity.LOW
    assert found.message.index("github.com") < found.message.index("stackoverflow.com")


def test_a_habit_is_medium() -> None:
    tree = {f"{n}.py": _SNIPPET.format(origin=f"https://github.com/acme/kit/blob/main/{n}.py") for n in "abc"}
    (found,) = findings_of("unattributed-third-party-code", tree)
    assert found.severity is None
