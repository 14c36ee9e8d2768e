"""`frozen`: a frozen slotted dataclass that costs a quarter of what `dataclasses` asks for one when its module is loaded.

A scan loads some five hundred records. The standard decorator compiles six methods for each, which is a third of a second
before any work; here only `__init__` is compiled, and the other five are shared. What comes out is a dataclass:
`fields`, `replace`, `asdict`, `is_dataclass` and pattern matching know it.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from operator import attrgetter
from types import MemberDescriptorType
from typing import Any, NoReturn, TypeVar, dataclass_transform, overload

T = TypeVar("T")
_FIELD: type = dataclasses.Field


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
    if any("__dataclass_fields__" in base.__dict__ for base in kind.__mro__[1:]):
        raise TypeError(f"{kind.__name__} inherits from a record: use dataclasses.dataclass")
    own = dict(kind.__dict__)
    parts = _Parts(kind, {name: own.pop(name, dataclasses.MISSING) for name in _names(kind)}, kw_only)
    own.pop("__dict__", None)
    own.pop("__weakref__", None)
    own["__doc__"] = kind.__doc__ or kind.__name__
    own["__slots__"] = tuple(parts.values)
    own["__match_args__"] = tuple(name for name in parts.values if not parts.is_named(name))
    own["__dataclass_fields__"], own["__dataclass_params__"] = _Later(parts), _Later(parts)
    own["__setattr__"], own["__delattr__"] = _refuse_setting, _refuse_deleting
    own["__getstate__"], own["__setstate__"] = _state, _with_state
    own.setdefault("__repr__", _repr)
    if "__eq__" not in own:
        own["__eq__"] = _equality(kind.__qualname__, parts.compared)
    if own.get("__hash__") is None:
        own["__hash__"] = _hashing(parts.hashed)
    made: Any = type(kind)(kind.__name__, kind.__bases__, own)  # slots are given to a class when it is made, not later
    made.__qualname__ = kind.__qualname__
    parts.kind = made
    if "__init__" not in own:
        made.__init__ = _first_time(made, parts)
    return made


def _names(kind: type) -> list[str]:
    """Of its fields, in order."""
    told: dict[str, Any] = kind.__annotations__
    return [name for name, what in told.items() if not str(what).startswith(("ClassVar", "typing.ClassVar"))]


class _Parts:
    """What a record is made of, as its class says it."""

    def __init__(self, kind: Any, values: dict[str, Any], kw_only: bool) -> None:
        self.kind = kind
        self.values = values
        """Name -> what stands behind `=`: a default, a `field(...)`, or MISSING."""
        self.kw_only = kw_only

    def told(self, name: str, what: str) -> Any:
        """What a `field(...)` says; MISSING where there is none, or where it leaves it open."""
        value = self.values[name]
        return getattr(value, what) if isinstance(value, _FIELD) else dataclasses.MISSING

    def is_named(self, name: str) -> bool:
        """Whether it is given by keyword alone."""
        told = self.told(name, "kw_only")
        return self.kw_only if told is dataclasses.MISSING else told

    @property
    def compared(self) -> tuple[str, ...]:
        return tuple(name for name in self.values if self.told(name, "compare") is not False)

    @property
    def hashed(self) -> tuple[str, ...]:
        own = {name: self.told(name, "hash") for name in self.values}
        unsaid = (None, dataclasses.MISSING)
        return tuple(n for n in self.values if (self.told(n, "compare") is not False if own[n] in unsaid else own[n]))

    def complete(self) -> None:
        """Gives the class what `dataclasses` looks for, made by `dataclasses` of a twin."""
        kind = self.kind
        space = {name: value for name, value in self.values.items() if value is not dataclasses.MISSING}
        space |= {"__annotations__": kind.__annotations__, "__module__": kind.__module__, "__doc__": kind.__doc__}
        twin: Any = dataclasses.dataclass(init=False, repr=False, eq=False, kw_only=self.kw_only)(
            type(kind.__name__, (), space)
        )
        kind.__dataclass_fields__, kind.__dataclass_params__ = twin.__dataclass_fields__, twin.__dataclass_params__


class _Later:
    """Stands for what `dataclasses` looks for until somebody asks: of most records in a command nobody does."""

    def __init__(self, parts: _Parts) -> None:
        self._parts = parts

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        self._parts.complete()
        return self._parts.kind.__dict__[self._name]


def _first_time(kind: Any, parts: _Parts) -> Callable[..., None]:
    """Compiles the real method when the first record is made: most commands make few of the kinds that they load."""

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        kind.__init__ = _initialiser(kind, parts)
        kind.__init__(self, *args, **kwargs)

    return __init__


def _initialiser(kind: Any, parts: _Parts) -> Callable[..., None]:
    """The only compiled method: it is called a million times, where the others are called rarely or are quick as they are."""
    space: dict[str, Any] = {"_missing": dataclasses.MISSING}
    plain: list[str] = []
    named: list[str] = []
    values: dict[str, str] = {}
    for name, given in parts.values.items():
        value = parameter = name
        space[f"_set_{name}"] = getattr(kind, name).__set__
        factory, default = parts.told(name, "default_factory"), parts.told(name, "default")
        if factory is not dataclasses.MISSING:
            space[f"_new_{name}"] = factory
            parameter = f"{name}=_missing"
            value = f"_new_{name}() if {name} is _missing else {name}"
        elif default is not dataclasses.MISSING or not (given is default or isinstance(given, _FIELD)):
            space[f"_default_{name}"] = given if default is dataclasses.MISSING else default
            parameter = f"{name}=_default_{name}"
        (named if parts.is_named(name) else plain).append(parameter)
        values[name] = value
    lines = [f" _set_{name}(self, {value})" for name, value in values.items()]
    if len(values) >= _MANY and (opened := _opened(kind)) is not None:
        space |= {"_turn": _turn, "_kind": kind, "_open": opened}
        quick = [" _turn(self, _open)", *_set_openly(values)]
        lines = [
            " if self.__class__ is _kind:",
            *(f" {line}" for line in quick),
            " else:",
            *(f" {line}" for line in lines),
        ]
    if hasattr(kind, "__post_init__"):
        lines.append(" self.__post_init__()")
    parameters = ["self", *plain, *(["*", *named] if named else [])]
    body = "\n".join(lines) or " pass"  # text made of field names alone
    exec(f"def __init__({', '.join(parameters)}):\n{body}", space)
    made: Any = space["__init__"]
    made.__qualname__ = f"{kind.__qualname__}.__init__"
    made.__module__ = kind.__module__
    made.__annotations__ = {name: kind.__annotations__[name] for name in parts.values} | {"return": None}
    return made


_MANY = 6
"""Fields from which on it is cheaper to turn a new record twice than to call a setter for each."""
_turn: Callable[[object, type], None] = object.__dict__["__class__"].__set__


def _opened(kind: Any) -> type | None:
    """A class with the same slots whose attributes can be set: a record is filled as one of these and then turned into its own.

    To set an attribute so costs a tenth of a call of the slot's setter, for which a frozen class leaves no other way. None for
    a class with a base or a metaclass, which an object of another class may not become.
    """
    slots = kind.__slots__
    if type(kind) is not type or kind.__bases__ != (object,):
        return None
    return type(kind.__name__, (), {"__slots__": slots, "__module__": kind.__module__})


def _set_openly(values: Mapping[str, str]) -> list[str]:
    """The lines that fill a record that is open and close it."""
    return [*(f" self.{name} = {value}" for name, value in values.items()), " self.__class__ = _kind"]


def maker(
    kind: type[T], texts: Collection[int] = (), made: Mapping[int, Callable[[Any], Any]] | None = None
) -> Callable[[Sequence[Any]], T]:
    """A function that makes a record of the values of its fields, in their order: what a cache asks for ten thousand times.

    Fields at the places `texts` hold one string for all that are equal: half of what a scan knows are names said before.
    `made` turns what is given at a place into the value. Raises ValueError where there are more or fewer values.
    """
    fields: Any = dataclasses.fields(kind)  # pyright: ignore[reportArgumentType]
    names = [one.name for one in fields]
    has_slots = all(isinstance(getattr(kind, name, None), MemberDescriptorType) for name in names)
    opened = _opened(kind) if names and has_slots and not hasattr(kind, "__post_init__") else None
    make = made or {}
    if opened is None:
        return lambda values: kind(
            **{
                name: make[at](value) if at in make else value
                for at, (name, value) in enumerate(zip(names, values, strict=True))
            }
        )
    space: dict[str, Any] = {"_kind": kind, "_open": opened, "_new": object.__new__, "_str": str, "_one": sys.intern}
    taken = {name: f"v{at}" for at, name in enumerate(names)}
    for at in texts:
        taken[names[at]] = f"_one(v{at}) if v{at}.__class__ is _str else v{at}"
    for at, how in make.items():
        space[f"_make{at}"] = how
        taken[names[at]] = f"_make{at}(v{at})"
    lines = [f" {''.join(f'v{at}, ' for at in range(len(names)))} = values", " self = _new(_open)", *_set_openly(taken)]
    exec("def make(values):\n" + "\n".join([*lines, " return self"]), space)
    return space["make"]


def values_of(names: tuple[str, ...]) -> Callable[[Any], Any]:
    """What gives a tuple of attributes, without a loop in Python."""
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda _: ()
    one = attrgetter(names[0])
    return lambda value: (one(value),)


def _equality(kind: str, names: tuple[str, ...]) -> Callable[[Any, object], bool]:
    values = values_of(names)

    def __eq__(self: Any, other: object) -> bool:
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    __eq__.__qualname__ = f"{kind}.__eq__"
    return __eq__


def _hashing(names: tuple[str, ...]) -> Callable[[Any], int]:
    values = values_of(names)

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
