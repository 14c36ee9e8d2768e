"""Keys and values of YAML, TOML, INI, JSON and .env files, line by line: templates and broken files give what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.config.facts import Setting
from debtscope_collectors.sources.shape import is_list
from debtscope_collectors.sources.values import is_map

MOST: Final = 1500
"""Keys of one file; files with more are tables."""
_LONGEST: Final = 1000
_DEPTH: Final = 20
_KEY: Final = regex(
    r"""(?:"([^"]{1,100})"|'([^']{1,100})'|([A-Za-z0-9_$./@+-][A-Za-z0-9_$./@ +()-]{0,99}?))[ \t]{0,40}:(?:[ \t]+(.*))?$"""
)
_ASSIGNED: Final = regex(r"""["']?([A-Za-z0-9_.@-]{1,100})["']?[ \t]{0,40}[=:][ \t]{0,40}(.*)$""")
_SECTION: Final = regex(r"""\[{1,2}["']?([^\]]{1,200}?)["']?\]{1,2}\s{0,20}(?:[#;].*)?$""")
_ENV: Final = regex(r"""(?:export[ \t]{1,8})?([A-Za-z_][A-Za-z0-9_]{0,100})[ \t]{0,8}=[ \t]{0,8}(.*)$""")
_PAIR: Final = regex(
    r"""["']?([A-Za-z_][A-Za-z0-9_-]{0,60})["']?[ \t]{0,8}[:=][ \t]{0,8}(\[[^\]]{0,500}\]|[^,{}\[\]]{0,200})"""
)
_WORDS: Final = {
    "": "null", "~": "null", "null": "null", "none": "null", "true": "true", "yes": "true", "on": "true", "false": "false",
    "no": "false", "off": "false",
}  # fmt: skip
_NUMBER: Final = regex(r"[-+]?(?:\d{1,3}(?:_\d{3}){1,5}|\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})(?:[eE][-+]?\d{1,3})?")


def plain(text: str) -> str:
    """A scalar in one spelling: `0.50` and `.5` are `0.5`, `yes` is `true`, `~` is `null`, quotes are gone."""
    text = text.strip()
    if len(text) > 1 and text[0] in "\"'" and text[0] == text[-1]:
        text = text[1:-1]
    known = _WORDS.get(text.lower())
    if known is not None:
        return known
    if _NUMBER.fullmatch(text):
        return f"{float(text.replace('_', '')):.12g}"
    return text[:200]


def setting(key: str, value: str, line: int) -> Setting:
    """A setting whose value is hidden where it may be a credential."""
    return Setting(key=key, value=redact.setting(key, plain(value)), line=line)


def yaml_settings(text: str) -> Iterator[Setting]:
    """Leaves of a YAML file's maps, in order."""
    reader = _Yaml()
    for number, raw in enumerate(text.splitlines(), 1):
        yield from reader.line(raw, number)
    yield from reader.end()


class _Yaml:
    """Keeps the keys around a line by their indentation."""

    def __init__(self) -> None:
        self._stack: list[tuple[int, str]] = []
        self._block: int | None = None
        self._open = 0
        self._pending: tuple[int, str, int] | None = None
        """(indentation, key, line) of a key without a value so far."""
        self._item = False

    def line(self, raw: str, number: int) -> Iterator[Setting]:
        if len(raw) > _LONGEST:
            return
        body = raw.strip()
        if not body or body[0] in "#%":
            return
        indent = len(raw) - len(raw.lstrip(" "))
        if self._block is not None:
            if indent > self._block:
                return
            self._block = None
        if self._open > 0:
            self._open += _balance(body)
            return
        if body.startswith("---"):
            yield from self.end()
            self._stack = []
            return
        while body.startswith("- ") or body == "-":
            yield from self._enter(indent, "*", number)
            inner = body[1:].lstrip()
            indent += len(body) - len(inner) if inner else 1
            body = inner
        if body:
            yield from self._entry(indent, body, number)

    def _enter(self, indent: int, name: str, number: int) -> Iterator[Setting]:
        """Drops what is not around this place; a list under a key is noted as its value unless it holds maps."""
        if self._pending is not None:
            at, key, line = self._pending
            deeper = indent > at or (indent == at and name == "*")
            if not deeper:
                yield setting(key, "", line)
                self._pending = None
            elif name == "*":
                self._item = True
        while self._stack and (self._stack[-1][0] > indent or (self._stack[-1][0] == indent and (
            name != "*" or self._stack[-1][1] == "*"
        ))):  # fmt: skip
            self._stack.pop()
        if name == "*" and len(self._stack) < _DEPTH:
            self._stack.append((indent, "*"))

    def _entry(self, indent: int, body: str, number: int) -> Iterator[Setting]:
        found = _KEY.match(body)
        if found is None:
            if self._pending is not None and self._item:
                yield setting(self._pending[1], "[]", self._pending[2])
                self._pending, self._item = None, False
            self._open = max(0, _balance(body)) if body[0] in "[{" else 0
            return
        name = found[1] or found[2] or found[3]
        yield from self._enter(indent, name, number)
        if self._pending is not None:
            self._pending, self._item = None, False  # it holds this key: no leaf
        if len(self._stack) < _DEPTH:
            self._stack.append((indent, name))
        key = ".".join(part for _, part in self._stack)
        value = _uncommented(found[4] or "")
        if value[:1] == "&" or value[:1] == "!":
            value = value.partition(" ")[2].strip()
        if value[:1] in ("|", ">"):
            self._block = indent
            yield setting(key, "text", number)
        elif value[:1] in ("{", "["):
            self._open = max(0, _balance(value))
            yield from _flow(key, value, number)
        elif not value:
            self._pending = (indent, key, number)
        else:
            yield setting(key, value, number)

    def end(self) -> Iterator[Setting]:
        """The last key, if nothing came below it."""
        if self._pending is not None:
            yield setting(self._pending[1], "[]" if self._item else "", self._pending[2])
            self._pending, self._item = None, False


def _balance(text: str) -> int:
    return text.count("{") + text.count("[") - text.count("}") - text.count("]")


def _flow(key: str, value: str, number: int) -> Iterator[Setting]:
    """Maps on one line; lists, and maps that go on, count as one value."""
    pairs = _PAIR.findall(value) if value[0] == "{" and not value.startswith("{{") and _balance(value) == 0 else []
    if not pairs:
        yield setting(key, "[]", number)
    for name, inner in pairs[:50]:
        yield setting(f"{key}.{name}", "[]" if inner.startswith("[") else inner, number)


def _uncommented(value: str) -> str:
    """Without a comment behind it."""
    value = value.strip()
    if value[:1] in ("'", '"'):
        close = value.find(value[0], 1)
        return value[: close + 1] if close > 0 else value
    if value[:1] == "#":
        return ""
    return value.partition(" #")[0].strip()


def assigned_settings(text: str, *, is_ini: bool) -> Iterator[Setting]:
    """`key = value` lines below their `[section]`, of TOML and INI files."""
    section = ""
    depth = 0
    for number, raw in enumerate(text.splitlines(), 1):
        body = raw.strip()
        if not body or len(raw) > _LONGEST or body[0] in "#;":
            continue
        if depth > 0:
            depth += _balance(_uncommented(body))
            continue
        if is_ini and raw[0] in " \t":
            continue  # goes on from the line above
        head = _SECTION.match(body)
        if head and "=" not in head[1]:
            section = head[1].strip().replace('"', "")
            continue
        found = _ASSIGNED.match(body)
        if not found or (not is_ini and body.find("=") < 0):
            continue
        value = _uncommented(found[2])
        if not is_ini and value[:1] in ("[", "{"):
            depth = max(0, _balance(value))
            value = "[]"
        yield setting(f"{section}.{found[1]}" if section else found[1], value, number)


def env_settings(text: str) -> Iterator[Setting]:
    """Variables of a .env file."""
    for number, raw in enumerate(text.splitlines(), 1):
        found = _ENV.match(raw.strip()) if len(raw) <= _LONGEST and not raw.lstrip().startswith("#") else None
        if found:
            yield setting(found[1], _uncommented(found[2]), number)


def json_settings(document: object, text: str) -> Iterator[Setting]:
    """Leaves of a JSON document, each with the first line on which its last key stands after the one before."""
    at, number = 0, 1
    waiting: list[tuple[str, object]] = [("", document)]
    given = 0
    while waiting and given < MOST:
        key, value = waiting.pop()
        if is_map(value) and value and key.count(".") < _DEPTH:
            waiting += [(f"{key}.{name}" if key else str(name), inner) for name, inner in reversed(list(value.items()))]
            continue
        if not key:
            return
        leaf = f'"{key.rpartition(".")[2]}"'
        found = text.find(leaf, at)
        if found >= 0:
            number += text.count("\n", at, found)
            at = found
        shown = "[]" if is_list(value) or is_map(value) else "null" if value is None else str(value)
        given += 1
        yield setting(key, shown, number)
