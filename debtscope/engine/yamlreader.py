"""YAML to plain values from the parser's events, without PyYAML's constructors.

Building values ourselves keeps every walk iterative, counts what aliases and merges expand to before they are used,
leaves dates and keys as the text that stands in the file, and reads documents whose private tags a safe loader refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from debtscope.engine.limits import DEPTH, YAML_ANCHORS, YAML_BYTES, YAML_BYTES_WITHOUT_C, YAML_NODES
from debtscope.engine.parsing import decode
from debtscope.model.errors import Unreadable
from debtscope.model.regex import regex

_NUMBER_START = frozenset("+-.0123456789")
_INT = regex(r"[-+]?(?:0|[1-9][0-9_]{0,300})")
_HEX = regex(r"[-+]?0x[0-9a-fA-F_]{1,300}")
_OCTAL = regex(r"([-+]?)0o?([0-7_]{1,300})")
_FLOAT = regex(r"[-+]?(?:[0-9][0-9_]{0,400}\.?[0-9_]{0,400}|\.[0-9][0-9_]{0,400})(?:[eE][-+]?[0-9]{1,9})?")


def _words() -> dict[str, bool | None]:
    plain: dict[str, bool | None] = {
        "null": None, "true": True, "yes": True, "on": True, "false": False, "no": False, "off": False,
        ".nan": None, ".inf": None, "-.inf": None, "+.inf": None,
    }  # fmt: skip
    words: dict[str, bool | None] = {"": None, "~": None, ".NaN": None, ".Inf": None, "-.Inf": None, "+.Inf": None}
    for word, value in plain.items():
        words |= dict.fromkeys((word, word.title(), word.upper()), value)
    return words


_WORDS = _words()
_NO_KEY = object()


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    value: Any
    is_map: bool
    anchor: str | None
    started_at: int
    key: Any = _NO_KEY
    merges: list[Any] = field(default_factory=list[Any])


@dataclass(slots=True)
class _Builder:
    """Puts one document together."""

    documents: list[object] = field(default_factory=list[object])
    stack: list[_Open] = field(default_factory=list[_Open])
    anchors: dict[str, tuple[object, int]] = field(default_factory=dict[str, tuple[object, int]])
    nodes: int = 0
    """Made so far, aliases and merges counted in full."""

    def count(self, nodes: int, line: int) -> None:
        self.nodes += nodes
        if self.nodes > YAML_NODES:
            raise Unreadable(f"not read: line {line}: expands to more than {YAML_NODES} values")

    def add(self, value: object, key: str | None) -> None:
        """A finished value; `key` is its text where it may stand as a key."""
        if not self.stack:
            self.documents.append(value)
            return
        top = self.stack[-1]
        if not top.is_map:
            top.value.append(value)
        elif top.key is _NO_KEY:
            top.key = "{…}" if key is None else key
        else:
            if top.key == "<<" and isinstance(value, dict | list):
                top.merges.append(cast("object", value))
            else:
                top.value[top.key] = value
            top.key = _NO_KEY

    def scalar(self, event: Any) -> None:
        self.count(1, event.start_mark.line + 1)
        text: str = event.value
        is_plain = event.implicit[0] and event.tag is None
        value = _resolve(text) if is_plain or (event.tag or "").startswith("tag:yaml.org,2002:") else text
        if event.tag == "tag:yaml.org,2002:str":
            value = text
        if event.anchor:
            self._remember(event.anchor, value, 1, event)
        self.add(value, text)

    def start(self, event: Any, is_map: bool) -> None:
        line = event.start_mark.line + 1
        self.count(1, line)
        if len(self.stack) >= DEPTH:
            raise Unreadable(f"not read: line {line}: nested too deeply")
        self.stack.append(_Open({} if is_map else [], is_map, event.anchor, self.nodes))

    def end(self, event: Any) -> None:
        done = self.stack.pop()
        for merged in done.merges:
            self._merge(done.value, merged, event.start_mark.line + 1)
        if done.anchor:
            self._remember(done.anchor, done.value, self.nodes - done.started_at + 1, event)
        self.add(done.value, None)

    def _merge(self, target: dict[str, object], merged: Any, line: int) -> None:
        for source in cast("list[Any]", merged) if isinstance(merged, list) else [merged]:
            if isinstance(source, dict):
                self.count(len(cast("dict[str, object]", source)), line)
                for key, value in cast("dict[str, object]", source).items():
                    target.setdefault(key, value)

    def _remember(self, anchor: str, value: object, size: int, event: Any) -> None:
        self.anchors[anchor] = (value, size)
        if len(self.anchors) > YAML_ANCHORS:
            raise Unreadable(f"not read: line {event.start_mark.line + 1}: more than {YAML_ANCHORS} anchors")

    def alias(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if event.anchor not in self.anchors:
            raise Unreadable(f"not YAML: line {line}: an alias of something not defined before it")
        value, size = self.anchors[event.anchor]
        self.count(size, line)
        self.add(value, str(value) if isinstance(value, str | int | float) else None)


def _resolve(text: str) -> object:
    """A plain scalar: null, booleans and numbers as YAML 1.1 has them; dates and clock times stay text."""
    if len(text) < 7 and text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_START:
        return text
    if _INT.fullmatch(text):
        return int(text.replace("_", ""))
    if _HEX.fullmatch(text):
        return int(text.replace("_", ""), 16)
    if octal := _OCTAL.fullmatch(text):
        return int(octal[1] + (octal[2].replace("_", "") or "0"), 8)
    if _FLOAT.fullmatch(text):
        value = float(text.replace("_", ""))
        return value if value - value == 0 else None
    return text


def _events(text: str) -> Iterator[object]:
    import yaml

    kind: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loader = kind(text)
    try:
        while (event := loader.get_event()) is not None:
            yield event
    finally:
        loader.dispose()


def parse_yaml(data: bytes) -> list[object]:
    """All documents of a YAML file; an empty file has none. Raises Unreadable."""
    import yaml  # a fiftieth of a second, and most scans after a change read none

    limit = YAML_BYTES if hasattr(yaml, "CSafeLoader") else YAML_BYTES_WITHOUT_C
    if len(data) > limit:
        raise Unreadable(f"not read: larger than {limit // 1024} KiB")
    try:
        return _build(decode(data))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}: " if mark else ""
        raise Unreadable(f"not YAML: {place}{error.problem or 'syntax error'}") from None
    except yaml.YAMLError as error:
        raise Unreadable(f"not YAML: {str(error).splitlines()[0][:200]}") from None
    except RecursionError:
        raise Unreadable("not read: nested too deeply") from None
    except (ValueError, MemoryError, OverflowError) as error:
        raise Unreadable(f"not read as YAML: {str(error)[:200] or type(error).__name__}") from None


def _build(text: str) -> list[object]:
    import yaml

    builder = _Builder()
    handlers: dict[object, Callable[[Any], None]] = {
        yaml.ScalarEvent: builder.scalar,
        yaml.AliasEvent: builder.alias,
        yaml.MappingStartEvent: lambda event: builder.start(event, True),
        yaml.SequenceStartEvent: lambda event: builder.start(event, False),
        yaml.MappingEndEvent: builder.end,
        yaml.SequenceEndEvent: builder.end,
        yaml.DocumentEndEvent: lambda _: builder.anchors.clear(),
    }
    for event in _events(text):
        handler = handlers.get(type(event))
        if handler is not None:
            handler(event)
    return builder.documents
