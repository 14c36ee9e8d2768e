"""What readers drop before a text becomes a fact: user information in urls and values of credentials."""

from __future__ import annotations

import re

from debtscope.model.regex import regex
from debtscope.model.text import without_credentials

_USER = regex(r"(://)[^\s/@'\"]{1,500}@")
CREDENTIAL_NAME = regex(
    r"passw|passphrase|pwd\b|secret|token|api_?key|access_?key|credential|private_?key|auth_?key|_dsn\b|conn(?:ection)?_?str",
    re.IGNORECASE,
)
_WORDS = r"(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key)"
_ASSIGNED = regex(_WORDS + r"[A-Za-z0-9_]{0,20}=[\"']?(?=[^$\s])([^\s'\"]{1,500})", re.IGNORECASE)
_OPTION = regex(r"(?<!\w)--?[A-Za-z-]{0,40}?" + _WORDS + r"[ =][\"']?(?=[^$\s-])([^\s'\"]{1,500})", re.IGNORECASE)
_HEADER = regex(r"(?:Bearer|Basic) (?=[^$\s])([^\s'\"]{6,500})")
_ENDS_SECRET = regex(_WORDS + r"$", re.IGNORECASE)
HIDDEN = "***"


def without_user(url: str) -> str:
    """The text with the user information of every url in it taken out."""
    return _USER.sub(r"\1", url) if "@" in url else url


def setting(name: str, value: str) -> str:
    """The value of a setting, hidden where its name speaks of a credential."""
    if CREDENTIAL_NAME.search(name) and not value.startswith(("$", "{{")):
        return HIDDEN
    return without_user(value)


def command(words: tuple[str, ...]) -> tuple[str, ...]:
    """Command words without the values of credential options, attached or following."""
    out: list[str] = []
    hide = False
    for word in words:
        out.append(HIDDEN if hide and not word.startswith(("$", "-")) else line(word))
        hide = word.startswith("-") and "=" not in word and _ENDS_SECRET.search(word) is not None
    return tuple(out)


def line(text: str) -> str:
    """A shell line without user information and credential values; references to variables stay."""
    for pattern in (_ASSIGNED, _OPTION, _HEADER):
        text = pattern.sub(_hidden, text)
    return without_credentials(text)


def _hidden(match: re.Match[str]) -> str:
    return match[0][: match.start(1) - match.start()] + HIDDEN
