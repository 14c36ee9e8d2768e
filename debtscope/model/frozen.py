"""`frozen`: a frozen slotted dataclass that costs a quarter of what `dataclasses` asks for one when its module is loaded.

A scan loads some five hundred records. The standard decorator compiles six methods for each, which is a third of a second
before any work; here only `__init__` is compiled, and the other five are shared. What comes out is a dataclass:
`fields`, `replace`, `asdict`, `is_dataclass` and pattern matching know it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from operator import attrgetter
from types import MemberDescriptorType
from typing import Any, NoReturn, TypeVar, dataclass_transform, overload

T = TypeVar("T")


@overload
def frozen(kind: type[T], /) -> type[T]: ...
@overload
def frozen(*, kw_only: bool = True) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True, kw_only_default=True, eq_default=True, field_specifiers=(dataclasses.field,))
def frozen(kind: type[T] | None = None, /, *, kw_only: bool = True) -> type[T] | Callable[[type[T]], type[T]]:
    """As `dataclass(frozen=True, slots=True, kw_only=True)`; fields with `init=False` or `InitVar` are not for it.

    Raises TypeError for a class that inherits from another record.
    """
    if kind is None:
        return lambda given: _made(given, kw_only)
    return _made(kind, kw_only)


def _made(kind: type[T], kw_only: bool) -> type[T]:
    if any(hasattr(base, "__dataclass_fields__") for base in kind.__mro__[1:]):
        raise TypeError(f"{kind.__name__} inherits from a record: use dataclasses.dataclass")
    if kind.__doc__ is None:
        kind.__doc__ = kind.__name__  # else the signature is asked for, which costs more than all the rest
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(kind)
    own = kind.__dict__
    fields = dataclasses.fields(made)
    if "__init__" not in own:
        made.__init__ = _first_time(made, fields)
    made.__setattr__, made.__delattr__ = _refuse_setting, _refuse_deleting
    made.__getstate__, made.__setstate__ = _state, _with_state
    if "__repr__" not in own:
        made.__repr__ = _repr
    if own.get("__hash__") is None:
        made.__hash__ = _hashing(tuple(one.name for one in fields if (one.compare if one.hash is None else one.hash)))
    if "__eq__" not in own:
        made.__eq__ = _equality(made, tuple(one.name for one in fields if one.compare))
    return made


def _first_time(kind: Any, fields: tuple[dataclasses.Field[Any], ...]) -> Callable[..., None]:
    """Compiles the real method when the first record is made: most commands make few of the kinds that they load."""

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        kind.__init__ = _initialiser(kind, fields)
        kind.__init__(self, *args, **kwargs)

    return __init__


def _initialiser(kind: Any, fields: tuple[dataclasses.Field[Any], ...]) -> Callable[..., None]:
    """The only compiled method: it is called a million times, where the others are called rarely or are quick as they are."""
    space: dict[str, Any] = {"_missing": dataclasses.MISSING}
    plain: list[str] = []
    named: list[str] = []
    lines: list[str] = []
    for one in fields:
        name, value = one.name, one.name
        space[f"_set_{name}"] = getattr(kind, name).__set__
        parameter = name
        if one.default_factory is not dataclasses.MISSING:
            space[f"_new_{name}"] = one.default_factory
            parameter = f"{name}=_missing"
            value = f"_new_{name}() if {name} is _missing else {name}"
        elif one.default is not dataclasses.MISSING:
            space[f"_default_{name}"] = one.default
            parameter = f"{name}=_default_{name}"
        (named if one.kw_only else plain).append(parameter)
        lines.append(f" _set_{name}(self, {value})")
    if hasattr(kind, "__post_init__"):
        lines.append(" self.__post_init__()")
    parameters = ["self", *plain, *(["*", *named] if named else [])]
    body = "\n".join(lines) or " pass"  # text made of field names alone
    exec(f"def __init__({', '.join(parameters)}):\n{body}", space)
    made: Any = space["__init__"]
    made.__qualname__ = f"{kind.__qualname__}.__init__"
    made.__module__ = kind.__module__
    made.__annotations__ = {one.name: one.type for one in fields} | {"return": None}
    return made


def maker(kind: type[T]) -> Callable[[Sequence[Any]], T]:
    """A function that makes a record of the values of its fields, in their order: what a cache asks for ten thousand times.

    Raises ValueError where there are more or fewer values.
    """
    fields: Any = dataclasses.fields(kind)  # pyright: ignore[reportArgumentType]
    slots = [getattr(kind, one.name, None) for one in fields]
    setters = [one for one in slots if isinstance(one, MemberDescriptorType)]
    if hasattr(kind, "__post_init__") or len(setters) < len(fields):
        names = [one.name for one in fields]
        return lambda values: kind(**dict(zip(names, values, strict=True)))
    space: dict[str, Any] = {"_kind": kind, "_new": object.__new__}
    space |= {f"_set_{at}": setter.__set__ for at, setter in enumerate(setters)}
    values = "".join(f"v{at}, " for at in range(len(setters)))
    lines = [f" {values} = values" if values else " () = values", " self = _new(_kind)"]
    lines += [f" _set_{at}(self, v{at})" for at in range(len(setters))]
    exec("def make(values):\n" + "\n".join([*lines, " return self"]), space)
    return space["make"]


def _values(names: tuple[str, ...]) -> Callable[[Any], Any]:
    """A tuple of attributes, made without a loop in Python."""
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda _: ()
    one = attrgetter(names[0])
    return lambda value: (one(value),)


def _equality(kind: type, names: tuple[str, ...]) -> Callable[[Any, object], bool]:
    values = _values(names)

    def __eq__(self: Any, other: object) -> bool:
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    __eq__.__qualname__ = f"{kind.__qualname__}.__eq__"
    return __eq__


def _hashing(names: tuple[str, ...]) -> Callable[[Any], int]:
    values = _values(names)

    def __hash__(self: Any) -> int:
        return hash(values(self))

    return __hash__


def _repr(self: Any) -> str:
    shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in dataclasses.fields(self) if one.repr)
    return f"{type(self).__qualname__}({shown})"


def _refuse_setting(self: object, name: str, value: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deleting(self: object, name: str) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    """For copies: what a frozen object cannot be given attribute by attribute."""
    return [getattr(self, one.name) for one in dataclasses.fields(self)]


def _with_state(self: Any, state: list[Any]) -> None:
    for one, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)
