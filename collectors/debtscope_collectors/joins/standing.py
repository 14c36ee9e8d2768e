"""Whether anybody comes to a line of a file."""

from __future__ import annotations

from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase

_TEST: Final = regex(
    r"(?:^|/)tests?/(?:[\w.-]{1,60}/){0,6}(?:test_\w{1,80}|\w{1,80}_test|conftest)\.py$|(?:^|/)test_\w{1,80}\.py$"
)
_DATA: Final = regex(r"(?:^|/)(?:fixtures?|data|resources|examples?|testdata|templates?|snapshots?)/")


def is_test_file(path: str) -> bool:
    """Whether the test runner takes a file up, by its name: what lies among the data of tests is none."""
    return _TEST.search(path) is not None and _DATA.search(path) is None


def standing(code: CodeBase | None, path: str, line: int) -> tuple[bool, bool]:
    """Whether nothing imports, starts or tests a file (a script of its tools by hand, at most), and whether the line comes late: in a
    function, or in a program that somebody starts by hand."""
    module = code.modules.get(path) if code else None
    if module is None or module.in_production or module.imported_by or module.tested_by:
        inner = module is not None and any(one.line < line <= one.end_line for one in module.facts.functions)
        return False, inner
    return module.entry is None or module.role == "script", True
