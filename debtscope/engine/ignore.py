"""`.gitignore` rules: parsed by us, because asking git about a work tree runs what the repository names.

Precedence as in gitignore(5): the last matching rule of the deepest file decides; what lies in an ignored folder
cannot be taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from debtscope.engine.globs import compile_glob, has_magic, regex_text
from debtscope.engine.limits import IGNORE_RULES
from debtscope.model.frozen import frozen


@frozen
class _Rule:
    glob: str
    by_name: bool
    folders_only: bool
    ignores: bool

    def matches(self, inner: str, name: str) -> bool:
        return compile_glob(self.glob).fullmatch(name if self.by_name else inner) is not None


def _trim(line: str) -> str:
    """Without trailing spaces, unless a backslash keeps them."""
    line = line.rstrip("\r\n")
    while line.endswith(" ") and not line.endswith("\\ "):
        line = line[:-1]
    return line


def _rule(line: str) -> _Rule | None:
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
    return _Rule(glob=line, by_name="/" not in line, folders_only=folders_only, ignores=ignores)


class IgnoreFile:
    """The rules of one `.gitignore`, for paths relative to its folder."""

    __slots__ = ("_any_name", "_any_path", "_endings", "_names", "_rules", "base")

    def __init__(self, text: str, base: str, most: int = IGNORE_RULES) -> None:
        self.base = f"{base}/" if base else ""
        rules = [rule for line in text.split("\n")[:most] if (rule := _rule(line))]
        self._rules = rules[::-1]
        names = {rule.glob for rule in rules if rule.by_name}
        self._names = {name for name in names if not has_magic(name)}
        self._endings = {name[1:] for name in names if name.startswith("*.") and not has_magic(name[1:])}
        others = names - self._names - {f"*{ending}" for ending in self._endings}
        self._any_name = _either(others)
        self._any_path = _either(rule.glob for rule in rules if not rule.by_name)

    def __len__(self) -> int:
        return len(self._rules)

    def _may_speak(self, inner: str, name: str) -> bool:
        """A quick no for most paths, whatever the number of rules."""
        if name in self._names or self._any_name.fullmatch(name) or self._any_path.fullmatch(inner):
            return True
        dot = name.find(".") if self._endings else -1
        while dot >= 0:
            if name[dot:] in self._endings:
                return True
            dot = name.find(".", dot + 1)
        return False

    def verdict(self, path: str, name: str, is_dir: bool) -> bool | None:
        """True: ignored; False: taken back by a `!` rule; None: no rule speaks. `path` is relative to the root."""
        inner = path[len(self.base) :]
        if not self._may_speak(inner, name):
            return None
        for rule in self._rules:
            if (is_dir or not rule.folders_only) and rule.matches(inner, name):
                return rule.ignores
        return None


def _either(globs: Iterable[str]) -> re.Pattern[str]:
    """One pattern that tells most paths apart from all rules at once."""
    return re.compile("|".join(f"(?:{regex_text(glob)})" for glob in sorted(globs)) or "(?!)", re.DOTALL)


def is_ignored(files: Sequence[IgnoreFile], path: str, name: str, is_dir: bool) -> bool:
    """By the ignore files that apply in a folder, outermost first."""
    for rules in reversed(files):
        verdict = rules.verdict(path, name, is_dir)
        if verdict is not None:
            return verdict
    return False
