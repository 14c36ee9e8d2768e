"""Flat records to compact JSON and back, fast enough that reading a cached file costs a fraction of parsing it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Union, cast, get_args, get_origin, get_type_hints

from debtscope.model.frozen import maker, values_of

Plain = Any
"""What JSON can hold."""


def _same(value: Plain) -> Plain:
    return value


def _texts(values: Plain) -> tuple[str, ...]:
    """Texts of which equal ones are one; most are none."""
    return tuple(map(sys.intern, values)) if values else ()


@cache
def _encoder(kind: Any) -> Callable[[Any], Plain]:
    inner = _inner(kind)
    if inner is not None:
        encode = _encoder(inner)
        return _same if encode is _same else lambda values: [encode(v) for v in values]
    if is_dataclass(kind):
        return _record_encoder(cast("type[Any]", kind))
    optional = _optional(kind)
    if optional is not None:
        encode = _encoder(optional)
        return _same if encode is _same else lambda value: None if value is None else encode(value)
    return _same


def _record_encoder(kind: type[Any]) -> Callable[[Any], Plain]:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    nested = [(at, encode) for at, name in enumerate(names) if (encode := _encoder(hints[name])) is not _same]
    values_in = values_of(tuple(names))
    if not nested:
        return values_in

    def encode_record(record: Any) -> Plain:
        values = list(values_in(record))
        for at, encode in nested:
            values[at] = encode(values[at])
        return values

    return encode_record


@cache
def _decoder(kind: Any) -> Callable[[Plain], Any]:
    inner = _inner(kind)
    if inner is str:
        return _texts
    if inner is not None:
        decode = _decoder(inner)
        return tuple if decode is _same else lambda values: tuple([decode(v) for v in values])
    if is_dataclass(kind):
        return _record_decoder(cast("type[Any]", kind))
    optional = _optional(kind)
    if optional is not None:
        decode = _decoder(optional)
        return _same if decode is _same else lambda value: None if value is None else decode(value)
    return _same


def _record_decoder(kind: type[Any]) -> Callable[[Plain], Any]:
    hints = get_type_hints(kind)
    kinds = [hints[field.name] for field in fields(kind)]
    texts = frozenset(at for at, one in enumerate(kinds) if str in (one, _optional(one)))
    return maker(kind, texts, {at: decode for at, one in enumerate(kinds) if (decode := _decoder(one)) is not _same})


def _inner(kind: Any) -> Any:
    """The element type of `tuple[X, ...]`; None for anything else."""
    args = get_args(kind)
    return args[0] if get_origin(kind) is tuple and len(args) == 2 and args[1] is Ellipsis else None


def _optional(kind: Any) -> Any:
    """X of `X | None`; None for anything else."""
    if get_origin(kind) not in (Union, UnionType):
        return None
    kinds = [k for k in get_args(kind) if k is not NoneType]
    return kinds[0] if len(kinds) == 1 else None


def encoded(kind: type[Any], records: Sequence[object]) -> Plain:
    """Records of one type as plain lists, or tuples, which are lists in JSON."""
    encode = _encoder(kind)
    return [encode(record) for record in records]


def decoded(kind: type[Any], plain: Plain) -> tuple[object, ...]:
    """The records of plain lists that `encoded` made. Raises ValueError, TypeError or LookupError for others."""
    decode = _decoder(kind)
    return tuple([decode(values) for values in plain])


_encode: Final = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
"""Made once; what `encoded` makes holds no circles."""


def dumps(plain: Plain) -> str:
    """Plain lists as text; undecodable bytes of paths survive as escapes."""
    return _encode(plain)


def loads(text: str) -> Plain:
    """The lists of a text. Raises ValueError."""
    return json.loads(text)
