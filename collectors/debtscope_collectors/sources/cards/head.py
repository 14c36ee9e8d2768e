"""The YAML head of a Markdown card, by a small reader of its own: scalars, lists and one level of mappings.

Card heads are flat; what nests deeper is of no use here, and a small reader cannot be made to run away.
"""

from __future__ import annotations

import re
from typing import cast

from debtscope.model.regex import regex

_KEY = regex(r"^([A-Za-z_][\w-]{0,80}):(?:[ \t]+(.*))?$")
_MAX_LINES = 2000


def split_head(source: str) -> tuple[dict[str, object], str]:
    """(head, body); an empty head when the text does not begin with `---`."""
    lines = source.splitlines()
    if not lines or lines[0].strip() != "---":
        return {}, source
    end = next((n for n, line in enumerate(lines[1:_MAX_LINES], 1) if line.strip() in ("---", "...")), 0)
    if not end:
        return {}, source
    return _parse(lines[1:end]), "\n".join(lines[end + 1 :])


def _parse(lines: list[str]) -> dict[str, object]:
    head: dict[str, object] = {}
    key = ""
    for raw in lines:
        line = raw.rstrip()
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _KEY.match(line)
        if match:
            key = match[1]
            head[key] = _value(match[2] or "")
        elif key and line.lstrip().startswith("- "):
            _append(head, key, line.lstrip()[2:].strip())
        elif key and (inner := _KEY.match(line.strip())):
            _nest(head, key, inner[1], _value(inner[2] or ""))
    return head


def _append(head: dict[str, object], key: str, item: str) -> None:
    now = head[key]
    items: list[object] = [*cast("list[object]", now)] if isinstance(now, list) else []
    pair = _KEY.match(item)
    items.append({pair[1]: _value(pair[2] or "")} if pair else _scalar(item))
    head[key] = items


def _nest(head: dict[str, object], key: str, name: str, value: object) -> None:
    now = head[key]
    if isinstance(now, list) and now and isinstance(now[-1], dict):
        cast("dict[str, object]", now[-1]).setdefault(name, value)
    elif isinstance(now, dict):
        cast("dict[str, object]", now).setdefault(name, value)
    elif now == "":
        head[key] = {name: value}


def _value(written: str) -> object:
    written = written.strip()
    if written.startswith("[") and written.endswith("]"):
        return [_scalar(part.strip()) for part in written[1:-1].split(",") if part.strip()]
    return _scalar(written)


def _scalar(written: str) -> str:
    if len(written) > 1 and written[0] == written[-1] and written[0] in "'\"":
        return written[1:-1]
    return re.sub(r"\s+#.*$", "", written[:2000])
