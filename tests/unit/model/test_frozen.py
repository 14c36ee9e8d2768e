"""Frozen records behave as the standard library's frozen slotted dataclasses do."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from debtscope.model.frozen import frozen, maker


@frozen
class Point:
    """A place."""

    x: int
    y: float = 0.5
    tags: list[str] = dataclasses.field(default_factory=list[str])
    note: str = dataclasses.field(default="", compare=False)


@frozen(kw_only=False)
class Pair:
    left: int
    right: str = "r"

    def __post_init__(self) -> None:
        if self.left < 0:
            raise ValueError("below nought")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    x: int
    y: float = 0.5
    note: str = dataclasses.field(default="", compare=False)


@frozen
class Ours:
    x: int
    y: float = 0.5
    note: str = dataclasses.field(default="", compare=False)


def test_defaults_are_made_anew_for_each() -> None:
    first, second = Point(x=1), Point(x=1)
    assert first == second
    assert first.tags is not second.tags
    assert (first.x, first.y, first.note) == (1, 0.5, "")


def test_it_is_a_dataclass_to_those_who_ask() -> None:
    assert dataclasses.is_dataclass(Point)
    assert [one.name for one in dataclasses.fields(Point)] == ["x", "y", "tags", "note"]
    assert dataclasses.asdict(Pair(1)) == {"left": 1, "right": "r"}
    assert dataclasses.replace(Point(x=1), x=2, note="n").note == "n"
    assert not hasattr(Point(x=1), "__dict__")


def test_nothing_can_be_set_or_deleted() -> None:
    point = Point(x=1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        point.x = 2  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del point.x  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(AttributeError):
        point.z = 2  # pyright: ignore[reportAttributeAccessIssue]
    assert point.x == 1


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(TypeError):
        Point(1)  # pyright: ignore[reportCallIssue]
    with pytest.raises(TypeError):
        Point()  # pyright: ignore[reportCallIssue]
    with pytest.raises(TypeError):
        Point(x=1, w=2)  # pyright: ignore[reportCallIssue]
    with pytest.raises(ValueError, match="below nought"):
        Pair(-1)


def test_equality_hash_and_text_are_the_standard_ones() -> None:
    ours, standard = Ours(x=1, note="a"), Standard(x=1, note="a")
    assert hash(ours) == hash(standard) == hash(Ours(x=1, note="b"))
    assert repr(ours) == repr(standard).replace("Standard", "Ours")
    assert ours == Ours(x=1, note="b")
    assert ours != Ours(x=2)
    assert ours != standard
    assert Pair(1) != (1, "r")


def test_positional_records_match_by_place() -> None:
    match Pair(1, "q"):
        case Pair(left, right):
            assert (left, right) == (1, "q")
    assert Point.__match_args__ == ()  # pyright: ignore[reportAttributeAccessIssue]


def test_copies_are_equal() -> None:
    point = Point(x=1, tags=["a"])
    assert copy.copy(point) == point
    assert copy.deepcopy(point) == point
    assert pickle.loads(pickle.dumps(point)) == point


def test_a_record_does_not_inherit_from_another() -> None:
    with pytest.raises(TypeError, match="inherits from a record"):

        @frozen
        class _Child(Point):  # pyright: ignore[reportUnusedClass]
            z: int


def test_makers_make_what_the_constructor_makes() -> None:
    assert maker(Point)([1, 2.0, ["a"], "n"]) == Point(x=1, y=2.0, tags=["a"], note="n")
    assert maker(Standard)([1, 2.0, "n"]) == Standard(x=1, y=2.0, note="n")
    with pytest.raises(ValueError, match="below nought"):
        maker(Pair)([-1, "r"])
    wrong: list[list[object]] = [[1], [1, 2.0, [], "n", 5]]
    for values in wrong:
        with pytest.raises(ValueError, match="values to unpack"):
            maker(Point)(values)


def test_nothing_is_asked_of_dataclasses_until_somebody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(**_: object) -> None:
        pytest.fail("the standard decorator was asked")

    with monkeypatch.context() as patched:
        patched.setattr(dataclasses, "dataclass", asked)

        @frozen
        class Late:
            x: int
            tags: list[str] = dataclasses.field(default_factory=list[str], compare=False)

        assert Late(x=1) == Late(x=1, tags=["a"]) != Late(x=2)
        assert hash(Late(x=1)) == hash(Late(x=1, tags=["a"]))
    assert [(one.name, one.compare) for one in dataclasses.fields(Late)] == [("x", True), ("tags", False)]
    assert repr(Late(x=1)).endswith("Late(x=1, tags=[])")
    assert Late.__match_args__ == () and Pair.__match_args__ == ("left", "right")


def test_a_class_of_its_own_may_stand_above_a_record() -> None:
    class Special(Ours):
        pass

    assert dataclasses.is_dataclass(Special) and Special(x=1).x == 1
    with pytest.raises(TypeError, match="inherits from a record"):
        frozen(type("Below", (Ours,), {"__annotations__": {"z": "int"}}))


@frozen
class Wide:
    a: int
    b: int
    c: int = 3
    d: str = "d"
    e: list[str] = dataclasses.field(default_factory=list[str], hash=False)
    f: int | None = None
    g: int = 7


def test_records_of_many_fields_are_their_own_class_frozen_and_equal_to_what_a_maker_makes() -> None:
    made = Wide(a=1, b=2, e=["x"], g=8)
    assert type(made) is Wide and dataclasses.astuple(made) == (1, 2, 3, "d", ["x"], None, 8)
    assert made == maker(Wide, {3})([1, 2, 3, "d", ["x"], None, 8]) == copy.copy(made) != Wide(a=1, b=2)
    assert Wide(a=1, b=2).e is not Wide(a=1, b=2).e
    for record in (made, maker(Wide)([1, 2, 3, "d", [], None, 8])):
        with pytest.raises(dataclasses.FrozenInstanceError):
            record.a = 2  # pyright: ignore[reportAttributeAccessIssue]
        assert not hasattr(record, "__dict__") and type(record) is Wide

    class Special(Wide):
        pass

    special = Special(a=1, b=2)
    assert type(special) is Special and (special.a, special.g) == (1, 7)
    with pytest.raises(TypeError, match="b"):
        Wide(a=1)  # pyright: ignore[reportCallIssue]
