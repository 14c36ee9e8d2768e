"""Records of the triage log as lines of strict JSON, and back. What cannot be read is kept as it is and told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import NoReturn, cast

from debtscope.model.frozen import frozen
from debtscope.model.text import printable
from debtscope.model.triage import LogRecord

VERSION = 1
LONGEST_LINE = 256 * 1024


@frozen(kw_only=False)
class BrokenLine:
    """A line that is no record of this version; it stays in the file."""

    number: int
    reason: str
    is_newer: bool = False


def make_record(
    *, kind: str, item: str, parent: str | None, at: str, by: str, data: Mapping[str, object], v: int = VERSION
) -> LogRecord:
    """A record with the uid that its content gives it; texts that UTF-8 cannot hold are mended."""
    clean = cast("Mapping[str, object]", _mended(dict(data)))
    item, at, by = (_mended_text(text) for text in (item, at, by))
    uid = uid_of(kind=kind, item=item, parent=parent, at=at, by=by, data=clean, v=v)
    return LogRecord(uid=uid, kind=kind, item=item, parent=parent, at=at, by=by, data=clean, v=v)


def uid_of(*, kind: str, item: str, parent: str | None, at: str, by: str, data: Mapping[str, object], v: int) -> str:
    """Twenty hex characters over the content."""
    content = {"v": v, "kind": kind, "item": item, "parent": parent, "at": at, "by": by, "data": data}
    return hashlib.sha256(_dumped(content).encode()).hexdigest()[:20]


def encode(record: LogRecord) -> str:
    """One line without its end."""
    return _dumped({
        "v": record.v, "kind": record.kind, "item": record.item, "uid": record.uid, "parent": record.parent,
        "at": record.at, "by": record.by, "data": record.data,
    })  # fmt: skip


def decode(line: bytes, number: int) -> LogRecord | BrokenLine:
    """The record of one line."""
    if len(line) > LONGEST_LINE:
        return BrokenLine(number, "longer than a record can be")
    try:
        value: object = json.loads(line.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return BrokenLine(number, "not JSON")
    if not isinstance(value, dict):
        return BrokenLine(number, "not a record")
    return _record(cast("dict[str, object]", value), number)


def _record(fields: Mapping[str, object], number: int) -> LogRecord | BrokenLine:
    version = fields.get("v")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        return BrokenLine(number, "no version that is known")
    if version > VERSION:
        return BrokenLine(number, f"written by a newer debtscope (record version {version})", is_newer=True)
    texts = {name: fields.get(name) for name in ("kind", "item", "uid", "at", "by")}
    wrong = [name for name, text in texts.items() if not isinstance(text, str)]
    parent, data = fields.get("parent"), fields.get("data", {})
    if parent is not None and not isinstance(parent, str):
        wrong.append("parent")
    if not isinstance(data, dict):
        wrong.append("data")
    if wrong:
        return BrokenLine(number, f"no valid {', '.join(wrong)}")
    kind, item, uid, at, by = (cast(str, texts[name]) for name in ("kind", "item", "uid", "at", "by"))
    return LogRecord(
        uid=uid, kind=kind, item=item, parent=cast("str | None", parent), at=at, by=by,
        data=cast("Mapping[str, object]", data), v=version,
    )  # fmt: skip


def shown(line: BrokenLine) -> str:
    """For a diagnostic."""
    return printable(f"line {line.number}: {line.reason}")


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, allow_nan=False, sort_keys=False, separators=(",", ":"), default=dict)


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _mended(value: object) -> object:
    match value:
        case str():
            return _mended_text(value)
        case dict():
            return {str(k): _mended(v) for k, v in sorted(cast("dict[object, object]", value).items(), key=str)}
        case list() | tuple():
            return [_mended(one) for one in cast("list[object]", value)]
        case _:
            return value


def _mended_text(text: str) -> str:
    """Lone surrogates (undecodable bytes of a terminal or file name) become their visible escapes."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")
