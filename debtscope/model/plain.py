"""Dataclasses to JSON-ready data and back, strictly: what does not fit the type is refused, never guessed.

The codec of a type is made once, from its annotations. A dataclass becomes a list of its fields in order, so that
many small records stay small.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from debtscope.model.frozen import maker

T = TypeVar("T")
Convert = Callable[[Any], Any]


class NotPlain(ValueError):
    """Data that does not fit the type, or a type that has no plain form."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Codec:
    encode: Convert
    decode: Convert
    accepts: Callable[[Any], bool]
    """Whether a value (not its plain form) is of the type; picks the member of a union."""
    same: bool = False
    """The plain form is the value itself."""


def to_plain(kind: type[T], value: T) -> Any:
    """Data of lists, objects, strings, numbers, booleans and None."""
    return _codec(kind).encode(value)


def from_plain(kind: type[T], data: Any) -> T:
    """The value back; raises NotPlain."""
    try:
        return cast("T", _codec(kind).decode(data))
    except (TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
        if isinstance(error, NotPlain):
            raise
        raise NotPlain(f"{kind.__qualname__}: {error}") from None


def all_to_plain(kind: type[T], values: Iterable[T]) -> list[Any]:
    """Many values of one type."""
    encode = _codec(kind).encode
    return [encode(value) for value in values]


def all_from_plain(kind: type[T], data: object) -> tuple[T, ...]:
    """Many values back; raises NotPlain."""
    if not isinstance(data, list):
        raise NotPlain(f"{kind.__qualname__}: not a list")
    return tuple(from_plain(kind, one) for one in cast("list[Any]", data))


def _strict(kind: type) -> _Codec:
    """str, int, bool, None and float: themselves. A bool is no int; an int may stand for a float."""

    def decode(data: Any) -> Any:
        if type(data) is kind:
            return data
        if kind is float and type(data) is int:
            return float(data)
        raise NotPlain(f"{type(data).__name__} where {kind.__name__} is expected")

    def encode(value: Any) -> Any:
        if type(value) is kind or (kind is float and type(value) is int):
            return value
        if isinstance(value, kind) and not isinstance(value, bool):
            return kind(value)
        raise NotPlain(f"{type(value).__name__} where {kind.__name__} is expected")

    return _Codec(encode, decode, lambda value: type(value) is kind, same=True)


def _moment(kind: type[date] | type[datetime]) -> _Codec:
    def decode(data: Any) -> Any:
        if not isinstance(data, str):
            raise NotPlain(f"{type(data).__name__} where a date is expected")
        return kind.fromisoformat(data)

    return _Codec(lambda value: value.isoformat(), decode, lambda value: type(value) is kind)


def _enum(kind: type[Enum]) -> _Codec:
    return _Codec(lambda value: value.value, kind, lambda value: isinstance(value, kind))


def _list_of(inner: _Codec, make: Callable[[Iterable[Any]], Any], kind: type, *, ordered: bool) -> _Codec:
    def encode(value: Any) -> Any:
        items = value if ordered else sorted(value)
        return list(items) if inner.same else [inner.encode(item) for item in items]

    def decode(data: Any) -> Any:
        if not isinstance(data, list):
            raise NotPlain(f"{type(data).__name__} where a list is expected")
        return make(inner.decode(item) for item in cast("list[Any]", data))

    return _Codec(encode, decode, lambda value: isinstance(value, kind))


def _fixed(inner: tuple[_Codec, ...]) -> _Codec:
    def encode(value: Any) -> Any:
        return [codec.encode(item) for codec, item in zip(inner, value, strict=True)]

    def decode(data: Any) -> Any:
        if not isinstance(data, list):
            raise NotPlain(f"{type(data).__name__} where a list is expected")
        return tuple(codec.decode(item) for codec, item in zip(inner, cast("list[Any]", data), strict=True))

    return _Codec(encode, decode, lambda value: isinstance(value, tuple) and len(cast("Any", value)) == len(inner))


def _mapping(key: _Codec, inner: _Codec) -> _Codec:
    def encode(value: Any) -> Any:
        return [[key.encode(name), inner.encode(item)] for name, item in value.items()]

    def decode(data: Any) -> Any:
        if not isinstance(data, list):
            raise NotPlain(f"{type(data).__name__} where pairs are expected")
        return {key.decode(name): inner.decode(item) for name, item in cast("list[Any]", data)}

    return _Codec(encode, decode, lambda value: isinstance(value, Mapping))


def _union(members: tuple[_Codec, ...], kinds: tuple[Any, ...]) -> _Codec:
    """None and one other type as they are; more types with the index of the member before the value."""
    if len(members) == 2 and type(None) in kinds:
        codec = members[0 if kinds[1] is type(None) else 1]
        return _Codec(
            lambda value: None if value is None else codec.encode(value),
            lambda data: None if data is None else codec.decode(data),
            lambda value: value is None or codec.accepts(value),
            same=codec.same,
        )
    if all(member.same for member in members):
        return _scalars(tuple(kinds))

    def encode(value: Any) -> Any:
        for index, member in enumerate(members):
            if member.accepts(value):
                return [index, member.encode(value)]
        raise NotPlain(f"{type(value).__name__} is no member of the union")

    def decode(data: Any) -> Any:
        index, inner = data
        if type(index) is not int or not 0 <= index < len(members):
            raise NotPlain("no such member of the union")
        return members[index].decode(inner)

    return _Codec(encode, decode, lambda value: any(member.accepts(value) for member in members))


def _scalars(kinds: tuple[type, ...]) -> _Codec:
    def check(value: Any) -> Any:
        if type(value) not in kinds:
            raise NotPlain(f"{type(value).__name__} where {' or '.join(k.__name__ for k in kinds)} is expected")
        return value

    return _Codec(check, check, lambda value: type(value) in kinds, same=True)


def _named(kind: type[Any], names: tuple[str, ...]) -> Callable[[Sequence[Any]], Any]:
    return lambda values: kind(**dict(zip(names, values, strict=True)))


def _dataclass(kind: type[Any]) -> _Codec:
    """Codecs of the fields are looked up on first use, so that a type may hold itself."""
    ready: list[tuple[tuple[str, ...], tuple[_Codec, ...], Convert]] = []

    def fields() -> tuple[tuple[str, ...], tuple[_Codec, ...], Convert]:
        if not ready:
            hints = get_type_hints(kind)
            given = dataclasses.fields(kind)
            names = tuple(one.name for one in given if one.init)
            make = maker(kind) if len(names) == len(given) else _named(kind, names)
            ready.append((names, tuple(_codec(hints[name]) for name in names), make))
        return ready[0]

    def encode(value: Any) -> Any:
        if type(value) is not kind:
            raise NotPlain(f"{type(value).__name__} where {kind.__name__} is expected")
        names, codecs, _ = fields()
        return [codec.encode(getattr(value, name)) for name, codec in zip(names, codecs, strict=True)]

    def decode(data: Any) -> Any:
        names, codecs, make = fields()
        if not isinstance(data, list) or len(cast("list[Any]", data)) != len(names):
            raise NotPlain(f"not the {len(names)} fields of {kind.__name__}")
        return make([codec.decode(item) for codec, item in zip(codecs, cast("list[Any]", data), strict=True)])

    return _Codec(encode, decode, lambda value: type(value) is kind)


@cache
def _codec(kind: Any) -> _Codec:
    origin, args = get_origin(kind), get_args(kind)
    if kind in (str, int, float, bool):
        return _strict(kind)
    if kind is None or kind is type(None):
        return _Codec(_only_none, _only_none, lambda value: value is None, same=True)
    if origin in (Union, types.UnionType):
        kinds = tuple(type(None) if arg is None else arg for arg in args)
        return _union(tuple(_codec(arg) for arg in kinds), kinds)
    if origin is Literal:
        return _literal(args)
    if origin is tuple and not (len(args) == 2 and args[1] is Ellipsis):
        return _fixed(tuple(_codec(arg) for arg in args))
    if origin is tuple or (isinstance(origin, type) and issubclass(origin, list)):
        return _list_of(_codec(args[0]), cast("Any", origin), cast("type", origin), ordered=True)
    if origin in (frozenset, set):
        return _list_of(_codec(args[0]), cast("Any", origin), cast("type", origin), ordered=False)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(_codec(args[0]), _codec(args[1]))
    if isinstance(kind, type):
        return _class(cast("type[Any]", kind))
    raise NotPlain(f"{kind!r} has no plain form")


def _class(kind: type[Any]) -> _Codec:
    if issubclass(kind, Enum):
        return _enum(kind)
    if issubclass(kind, date):
        return _moment(kind)
    if hasattr(kind, "__dataclass_fields__"):
        return _dataclass(kind)
    raise NotPlain(f"{kind!r} has no plain form")


def _only_none(value: Any) -> None:
    if value is not None:
        raise NotPlain(f"{type(value).__name__} where None is expected")


def _literal(words: tuple[Any, ...]) -> _Codec:
    def check(value: Any) -> Any:
        if value not in words:
            raise NotPlain(f"{value!r} is none of {words!r}")
        return value

    return _Codec(check, check, lambda value: value in words, same=True)
