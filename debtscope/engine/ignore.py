"""`.gitignore` rules: parsed by us, because asking git about a work tree runs what the repository names.

Precedence as in gitignore(5): the last matching rule of the deepest file decides; what lies in an ignored folder
cannot be taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from debtscope.engine.globs import regex_text
from debtscope.engine.limits import IGNORE_RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    pattern: re.Pattern[str]
    by_name: bool
    folders_only: bool
    ignores: bool


def _trim(line: str) -> str:
    """Without trailing spaces, unless a backslash keeps them."""
    line = line.rstrip("\r\n")
    while line.endswith(" ") and not line.endswith("\\ "):
        line = line[:-1]
    return line


def _rule(line: str) -> tuple[str, bool, bool, bool] | None:
    line = _trim(line)
    if not line or line.startswith("#"):
        return None
    ignores = not line.startswith("!")
    if not ignores:
        line = line[1:]
    folders_only = line.endswith("/")
    line = line.rstrip("/") if folders_only else line
    if not line:
        return None
    by_name = "/" not in line
    return regex_text(line), by_name, folders_only, ignores


class IgnoreFile:
    """The rules of one `.gitignore`, for paths relative to its folder."""

    __slots__ = ("_any_name", "_any_path", "_rules", "base")

    def __init__(self, text: str, base: str) -> None:
        self.base = f"{base}/" if base else ""
        parsed = [rule for line in text.split("\n")[:IGNORE_RULES] if (rule := _rule(line))]
        self._rules: list[_Rule] = []
        for expression, by_name, folders_only, ignores in parsed:
            pattern = re.compile(expression, re.DOTALL)
            self._rules.append(_Rule(pattern=pattern, by_name=by_name, folders_only=folders_only, ignores=ignores))
        self._rules.reverse()
        self._any_name = _either(expression for expression, by_name, _, _ in parsed if by_name)
        self._any_path = _either(expression for expression, by_name, _, _ in parsed if not by_name)

    def verdict(self, path: str, name: str, is_dir: bool) -> bool | None:
        """True: ignored; False: taken back by a `!` rule; None: no rule speaks. `path` is relative to the root."""
        inner = path[len(self.base) :]
        if not (self._any_name.fullmatch(name) or self._any_path.fullmatch(inner)):
            return None
        for rule in self._rules:
            if rule.folders_only and not is_dir:
                continue
            if rule.pattern.fullmatch(name if rule.by_name else inner):
                return rule.ignores
        return None


def _either(expressions: Iterable[str]) -> re.Pattern[str]:
    """One pattern that tells most paths apart from all rules at once."""
    return re.compile("|".join(f"(?:{e})" for e in expressions) or "(?!)", re.DOTALL)


def is_ignored(files: Sequence[IgnoreFile], path: str, name: str, is_dir: bool) -> bool:
    """By the ignore files that apply in a folder, outermost first."""
    for rules in reversed(files):
        verdict = rules.verdict(path, name, is_dir)
        if verdict is not None:
            return verdict
    return False
