"""Values to JSON objects by field name and back: what is kept for years must survive added fields (compare `model.plain`).

Strict in types; a field that is missing takes its default, a key that is not known is passed over.
"""

from __future__ import annotations

import dataclasses
import math
import types
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
Decode = Callable[[Any], Any]


class NotNamed(ValueError):
    """Data that does not fit the type."""


def to_named(value: object) -> Any:
    """Objects, lists, texts, numbers, booleans and None. Numbers that JSON cannot hold become None."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): to_named(one) for name, one in cast("Mapping[object, object]", value).items()}
    if isinstance(value, (frozenset, set)):
        return sorted(to_named(one) for one in cast("frozenset[object]", value))
    if isinstance(value, Sequence):
        return [to_named(one) for one in cast("Sequence[object]", value)]
    if dataclasses.is_dataclass(value):
        return {name: to_named(getattr(value, name)) for name in _names(type(value))}
    raise NotNamed(f"{type(value).__name__} has no form in JSON")


def from_named(kind: type[T], data: object) -> T:
    """The value back; raises NotNamed."""
    return cast("T", _decoded(_decoder(kind), kind, data))


def fields_from_named(kind: type[Any], data: object) -> dict[str, Any]:
    """Some fields of a dataclass, to be put together with the others; raises NotNamed."""
    return cast("dict[str, Any]", _decoded(_fields_decoder(kind), kind, data))


def _decoded(decode: Decode, kind: type[Any], data: object) -> Any:
    try:
        return decode(data)
    except NotNamed:
        raise
    except (TypeError, ValueError, KeyError, AttributeError, RecursionError) as error:
        raise NotNamed(f"{kind.__name__}: {type(error).__name__}") from None


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


@cache
def _decoder(kind: Any) -> Decode:
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _union(frozenset(args) & {str, int, float, bool, type(None)}, tuple(_decoder(arg) for arg in args))
    if origin is Sequence or (origin is tuple and len(args) == 2 and args[1] is Ellipsis):
        return _many(_decoder(args[0]), tuple)
    if origin is frozenset:
        return _many(_decoder(args[0]), frozenset)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(_decoder(args[1]))
    if dataclasses.is_dataclass(kind):
        return _dataclass(cast("type[Any]", kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return _scalar(cast(type, kind))


def _scalar(kind: type) -> Decode:
    def decode(data: Any) -> Any:
        if kind is object or type(data) is kind:
            return data
        if kind is float and type(data) is int:
            return float(data)
        raise NotNamed(f"{type(data).__name__} where {kind.__name__} is expected")

    return decode


def _union(exact: frozenset[Any], members: tuple[Decode, ...]) -> Decode:
    """A scalar keeps its own type: an int is not made a float because the union holds both."""

    def decode(data: Any) -> Any:
        if type(data) in exact:
            return data
        for member in members:
            try:
                return member(data)
            except (NotNamed, ValueError, TypeError):
                continue
        raise NotNamed(f"{type(data).__name__} fits no member of the union")

    return decode


def _many(inner: Decode, make: Callable[[Any], Any]) -> Decode:
    def decode(data: Any) -> Any:
        if not isinstance(data, list):
            raise NotNamed(f"{type(data).__name__} where a list is expected")
        return make(inner(one) for one in cast("list[Any]", data))

    return decode


def _mapping(inner: Decode) -> Decode:
    def decode(data: Any) -> Any:
        if not isinstance(data, dict):
            raise NotNamed(f"{type(data).__name__} where an object is expected")
        return {str(name): inner(one) for name, one in cast("dict[str, Any]", data).items()}

    return decode


def _dataclass(kind: type[Any]) -> Decode:
    decode_fields = _fields_decoder(kind)
    return lambda data: kind(**decode_fields(data))


@cache
def _fields_decoder(kind: type[Any]) -> Decode:
    hints = get_type_hints(kind)
    decoders = [(f.name, _plain(hints[f.name]), _decoder(hints[f.name])) for f in dataclasses.fields(kind)]

    def decode(data: Any) -> Any:
        if not isinstance(data, dict):
            raise NotNamed(f"{type(data).__name__} where a {kind.__name__} is expected")
        fields = cast("dict[str, Any]", data)
        made: dict[str, Any] = {}
        for name, plain, read in decoders:
            if name in fields:
                value = fields[name]
                made[name] = value if type(value) in plain else read(value)
        return made

    return decode


def _plain(kind: Any) -> frozenset[Any]:
    """The types of which a value is taken as it is: most fields hold such a one, and a call for each would cost the most."""
    members = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)
    return frozenset(members) & {str, int, float, bool, type(None)}
