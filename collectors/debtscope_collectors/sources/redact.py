"""What readers drop before a text becomes a fact: user information in urls and values of credentials."""

from __future__ import annotations

import re

_USER = re.compile(r"(://)[^\s/@'\"]{1,500}@")
CREDENTIAL_NAME = re.compile(
    r"passw|passphrase|pwd\b|secret|token|api_?key|access_?key|credential|private_?key|auth_?key|_dsn\b|conn(?:ection)?_?str",
    re.IGNORECASE,
)
_CREDENTIAL_ARGUMENT = re.compile(
    r"((?:passw(?:or)?d|secret|token|api[_-]?key|access[_-]?key)[A-Za-z_-]{0,20}[=: ]\s*)[^\s'\"]{1,500}", re.IGNORECASE
)
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
        out.append(HIDDEN if hide else _CREDENTIAL_ARGUMENT.sub(r"\1" + HIDDEN, without_user(word)))
        hide = word.startswith("-") and "=" not in word and CREDENTIAL_NAME.search(word) is not None
    return tuple(out)


def line(text: str) -> str:
    """A shell line without user information and credential values."""
    return _CREDENTIAL_ARGUMENT.sub(r"\1" + HIDDEN, without_user(text))
