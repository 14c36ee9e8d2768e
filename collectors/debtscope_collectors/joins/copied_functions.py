"""Functions that stand in several places of an application, known by their shape: as many statements and branches, the same calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.served import ServedCode
from debtscope_collectors.sources.python.facts import FunctionFacts

_FEWEST: Final = 6
"""Statements of two functions of one name."""
_FEWEST_OF_CLASSES: Final = 8
"""Of methods of one name in several classes: small ones share the form of their family."""
_LONG: Final = 15
"""Lines that do as well as many statements: long calls."""
_FEWEST_OF_THREE: Final = 4
_FEWEST_RENAMED: Final = 10
_FEWEST_CALLS: Final = 3
_MADE: Final = 12
"""Places from which on a generator wrote them: clients of an interface, one class a message."""
_FORM: Final = regex(
    r"^_?(?:parse_arg\w*|get_args|get_parser|build_parser|add_arguments|cli|setup_logg\w*|upgrade|downgrade|setUp|tearDown|(?:test|debug|demo|example)_\w+)$"
)
"""What every program has in its own way, and what tests."""
_ASYNC: Final = regex(r"(?:^|[_./])a?sync(?:[_./]|$)")
_OUTSIDE: Final = regex(
    r"(?:^|/)(?:versions|migrations|alembic|labs?(?:[-_]materials?)?|solutions?|exercises?|[\w.]{1,60}-\d{1,3}\.\d{1,3}[\w.-]{0,40})/|(?:^|/)(?:test|debug|check|try|demo)[-_][^/]{1,80}\.py$"
)
"""Migrations, unpacked distributions, parts of a course, and files to try something out."""


@frozen
class Place:
    """One of the places of a function."""

    path: str
    function: FunctionFacts

    @property
    def lines(self) -> int:
        """How long it is."""
        return self.function.end_line - self.function.line + 1


@frozen
class CopiedFunction:
    """One function with all the places where it stands, the project's own modules first."""

    places: tuple[Place, ...]
    is_of_both: bool = False
    """It stands in what runs in production and in what does not: once they differ, so do the values that a model is trained on and those that it is asked with."""

    @property
    def extra_lines(self) -> int:
        """Lines that one copy would save."""
        return sum(place.lines for place in self.places[1:])


def copied_functions(code: CodeBase, served: ServedCode | None) -> Iterator[CopiedFunction]:
    """Those of one name first, which are surest to be copies; by the lines that they cost, most first. A notebook's copy counts beside one of a module alone, and after those of two modules:
    what a tutorial shows is often meant to be read whole."""
    shapes: dict[tuple[object, ...], list[Place]] = {}
    for path, module in code.modules.items():
        if not _is_looked_at(module):
            continue
        for function in module.facts.functions:
            if _size(function) >= _FEWEST_OF_THREE and len(function.calls) >= _FEWEST_CALLS and not _is_form(function):
                shape = (_size(function), function.complexity, len(function.params), _last_words(function.calls))
                shapes.setdefault(shape, []).append(Place(path=path, function=function))
    found: list[CopiedFunction] = []
    for places in shapes.values():
        if len(places) < 2 or not any(code.modules[one.path].is_own for one in places):
            continue
        if _is_copied(places) and not _is_told_elsewhere(code, served, places):
            places.sort(key=lambda one: (not code.modules[one.path].is_own, one.path, one.function.line))
            of_both = len({_is_live(code, served, one.path) for one in places}) > 1
            found.append(CopiedFunction(places=tuple(places), is_of_both=of_both))
    yield from sorted(
        found,
        key=lambda one: (
            not code.modules[one.places[1].path].is_own,
            len({place.function.qualname.rpartition(".")[2] for place in one.places}) > 1,
            -one.extra_lines,
            one.places[0].path,
            one.places[0].function.line,
        ),
    )


def _size(function: FunctionFacts) -> int:
    """Its statements without the docstring."""
    return function.statements - function.has_docstring


def _last_words(calls: tuple[str, ...]) -> tuple[str, ...]:
    """`frame.dropna` and `limits.dropna` are one call: copies name their variables anew."""
    return tuple(name.rpartition(".")[2] for name in calls)


def _is_live(code: CodeBase, served: ServedCode | None, path: str) -> bool:
    return code.modules[path].in_production or (served is not None and served.holds(path))


def _owned_calls(function: FunctionFacts) -> tuple[str, ...]:
    """Calls of what is imported, a class or a part of the object, whole: handlers with one boilerplate and another callee are no copies."""
    return tuple(name for name in function.calls if "." in name and (name.count(".") > 1 or name[:1].isupper()))


def _is_looked_at(module: CodeModule) -> bool:
    return (module.is_own or module.role == "notebook") and not _OUTSIDE.search(module.path)


def _is_form(function: FunctionFacts) -> bool:
    last = function.qualname.rpartition(".")[2]
    return (
        last.startswith("__") or _FORM.match(last) is not None or _ASYNC.search(function.qualname.lower()) is not None
    )


def _is_copied(places: list[Place]) -> bool:
    """Alike in name and size; under other names only what is long."""
    size = _size(places[0].function)
    if len({(one.path, one.function.qualname) for one in places}) < len(places):
        return False  # two of one name in one file: what is known of their calls is of both together
    if len(places) >= _MADE:
        return False
    if are_twins([one.function.qualname for one in places]):
        return False  # one waits where the other does not: Python has no one form for both
    names = {one.function.qualname.rpartition(".")[2] for one in places}
    if len(names) > 1:
        return size >= _FEWEST_RENAMED and len({_owned_calls(one.function) for one in places}) == 1
    if any(_ASYNC.search(one.path) for one in places):
        return False  # two clients of one interface, which waits in one and does not in the other
    if len({one.function.qualname.rpartition(".")[0] for one in places}) > 1:
        return size >= _FEWEST_OF_CLASSES
    return size >= (_FEWEST if len(places) == 2 else _FEWEST_OF_THREE) or min(one.lines for one in places) >= _LONG


def are_twins(names: list[str]) -> bool:
    """`stream_chat` and `astream_chat`: the names differ by the `a` of `async` in one of their words."""
    first, *others = [re.split(r"[._]", name) for name in names]
    return bool(others) and all(
        len(first) == len(other)
        and first != other
        and all(one in (two, f"a{two}") or two == f"a{one}" for one, two in zip(first, other, strict=True))
        for other in others
    )


def _is_told_elsewhere(code: CodeBase, served: ServedCode | None, places: list[Place]) -> bool:
    """Features that training and serving make apart from one another: a finding of its own."""
    if served is None or not any(
        site.scope == one.function.qualname for one in places for site in code.modules[one.path].facts.features
    ):
        return False
    return len({served.holds(one.path) for one in places}) > 1
