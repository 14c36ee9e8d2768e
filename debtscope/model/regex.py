"""`regex`: a compiled pattern that is compiled when it is first asked, not when its module is loaded.

A scan knows more than a thousand patterns and asks few of them: most stand behind words that a repository does not hold.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn", "scanner")


class _Lazy:
    """Stands for a pattern; after the first question its methods are the pattern's own."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        self.pattern = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # protocols such as copying look for these: they are not worth compiling
            raise AttributeError(name)
        compiled: re.Pattern[Any] = re.compile(self.pattern, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        self.flags, self.groups, self.groupindex = compiled.flags, compiled.groups, compiled.groupindex
        return getattr(compiled, name)

    def __repr__(self) -> str:
        return f"regex({self.pattern!r})"


def regex(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, later. For methods (`PATTERN.search(text)`), not for functions of `re` that take a pattern."""
    return cast("re.Pattern[AnyStr]", _Lazy(text, flags))
