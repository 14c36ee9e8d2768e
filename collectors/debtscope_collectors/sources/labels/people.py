"""Personal values and signed urls inside the data of a task, found and forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.model.regex import regex
from debtscope_collectors.sources.personal import kinds
from debtscope_collectors.sources.shape import is_list, mapping
from debtscope_collectors.sources.values import is_map

_MAX_TEXT = 20_000
_MAX_NODES = 400
_MAIL = regex(r"[\w.+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_PHONE = regex(r"(?<![\w.])(?:\+\d|00\d|\(\d)[\d\s().\-/]{6,18}\d(?!\w)")
_IBAN = regex(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?(?!\w)")
_SIGNED = regex(
    r"https?://[^\s\"']{1,500}[?&](?:X-Amz-Signature|X-Goog-Signature|Signature|sig|token|AWSAccessKeyId)=[^&\s]{8}",
    re.IGNORECASE,
)
_FORMS = (("e-mail address", _MAIL), ("phone number", _PHONE), ("IBAN", _IBAN))
_JUDGES = {kind.words: kind.judge for kind in kinds.KINDS}


def texts(data: object) -> Iterator[tuple[str, str]]:
    """(field, text) of a task's data; inner fields go under the name of the outer one."""
    stack: list[tuple[str, object]] = [("", data)]
    seen = 0
    while stack and seen < _MAX_NODES:
        name, value = stack.pop()
        seen += 1
        if isinstance(value, str):
            yield name, value[:_MAX_TEXT]
        elif is_list(value):
            stack += [(name, item) for item in value[:_MAX_NODES]]
        elif is_map(value):
            stack += [(name or key, item) for key, item in mapping(value).items()]


def personal(data: object) -> tuple[dict[str, str], frozenset[str], bool]:
    """(kind -> field of values that may be somebody's, kinds of reserved values, whether a signed url is among them)."""
    real: dict[str, str] = {}
    reserved: set[str] = set()
    signed = False
    for name, value in texts(data):
        signed = signed or ("http" in value and _SIGNED.search(value) is not None)
        if value.startswith("data:"):
            continue
        for kind, form in _FORMS:
            if kind == "e-mail address" and "@" not in value:
                continue
            for found in form.finditer(value):
                verdict = _JUDGES[kind](found[0].strip())
                if verdict == kinds.REAL:
                    real.setdefault(kind, name)
                elif verdict == kinds.RESERVED:
                    reserved.add(kind)
    return real, frozenset(reserved - set(real)), signed
