"""Records survive the way to JSON and back, and what does not fit is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Literal, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtscope.model.plain import NotPlain, all_from_plain, all_to_plain, from_plain, to_plain


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Inner:
    name: str
    at: datetime | None = None
    inner: Inner | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    text: str
    number: int
    share: float
    flag: bool
    maybe: str | None
    words: tuple[str, ...]
    pair: tuple[int, str]
    parts: tuple[Inner, ...]
    value: str | int | float | None
    either: Inner | tuple[str, ...]
    day: date
    colour: Colour
    mode: Literal["a", "b"]
    names: frozenset[str]
    table: Mapping[str, Inner] = field(default_factory=dict[str, Inner])


TEXT = st.text(st.characters(codec=None), max_size=8)
MOMENTS = st.none() | st.datetimes(timezones=st.just(UTC))
LEAVES = st.builds(Inner, name=TEXT, at=MOMENTS, inner=st.none())
INNER = st.builds(Inner, name=TEXT, at=MOMENTS, inner=st.none() | LEAVES)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
OUTER = st.builds(
    Outer, text=TEXT, number=st.integers(), share=NUMBERS, flag=st.booleans(), maybe=st.none() | TEXT,
    words=st.lists(TEXT, max_size=3).map(tuple), pair=st.tuples(st.integers(), TEXT),
    parts=st.lists(INNER, max_size=2).map(tuple), value=st.none() | TEXT | st.integers() | NUMBERS,
    either=INNER | st.lists(TEXT, max_size=2).map(tuple), day=st.dates(), colour=st.sampled_from(Colour),
    mode=st.sampled_from(["a", "b"]), names=st.frozensets(TEXT, max_size=3),
    table=st.dictionaries(TEXT, INNER, max_size=2),
)  # fmt: skip


@given(OUTER)
def test_round_trip_through_json(value: Outer) -> None:
    data = json.loads(json.dumps(to_plain(Outer, value)))
    assert from_plain(Outer, data) == value


@given(st.lists(INNER, max_size=4))
def test_many_round_trip(values: list[Inner]) -> None:
    assert all_from_plain(Inner, json.loads(json.dumps(all_to_plain(Inner, values)))) == tuple(values)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(JSON)
def test_anything_else_is_refused_in_one_way(data: object) -> None:
    try:
        value = from_plain(Inner, data)
    except NotPlain:
        return
    assert to_plain(Inner, value) == data


@pytest.mark.parametrize("data", [True, 1.0, "1", None, [1]])
def test_an_int_is_nothing_but_an_int(data: object) -> None:
    with pytest.raises(NotPlain):
        from_plain(int, data)


def test_an_int_may_stand_for_a_float() -> None:
    assert from_plain(float, 2) == 2.0


def test_fields_too_few_or_too_many_are_refused() -> None:
    for data in (["x", None], ["x", None, None, 1]):
        with pytest.raises(NotPlain):
            from_plain(Inner, data)


def test_a_value_of_another_type_is_not_written() -> None:
    with pytest.raises(NotPlain):
        to_plain(cast("type[Any]", Inner), Colour.RED)
