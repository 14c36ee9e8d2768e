"""Readers of untrusted documents: what they give, and that nothing makes them run away or fail in an unforeseen way."""

from __future__ import annotations

import json
import math
import random
import time
import tomllib

import pytest
import yaml

from debtscope.engine.limits import DEPTH
from debtscope.engine.parsing import decode, is_deep, parse_json, parse_toml
from debtscope.engine.yamlreader import parse_yaml
from debtscope.model.errors import Unreadable

ALIAS_BOMB = b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"a%d: &a%d [%s]\n" % (i, i, b", ".join([b"*a%d" % (i - 1)] * 10)) for i in range(1, 10)
)
MERGE_BOMB = b"a0: &a0 {k0: 1, l0: 2}\n" + b"".join(
    b"a%d: &a%d {<<: [%s], k%d: 1}\n" % (i, i, b", ".join([b"*a%d" % (i - 1)] * 10), i) for i in range(1, 9)
)


def size(value: object, most: int) -> int:
    """Values in a document, shared ones counted each time, up to a number."""
    stack, seen = [value], 0
    while stack and seen < most:
        seen += 1
        top = stack.pop()
        if isinstance(top, dict):
            stack.extend(top.values())  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType]
        elif isinstance(top, list):
            stack.extend(top)  # pyright: ignore[reportUnknownArgumentType]
    return seen


def test_the_alias_bomb_works_on_a_safe_loader() -> None:
    assert size(yaml.safe_load(ALIAS_BOMB), 5_000_000) == 5_000_000


@pytest.mark.parametrize("bomb", [ALIAS_BOMB, MERGE_BOMB])
def test_bombs_name_their_line(bomb: bytes) -> None:
    started = time.process_time()
    with pytest.raises(Unreadable, match=r"line \d+: expands to more than"):
        parse_yaml(bomb)
    assert time.process_time() - started < 3


def test_an_anchor_that_holds_itself() -> None:
    assert yaml.safe_load("&a [*a]")[0] is not None  # a safe loader makes an endless list of it
    with pytest.raises(Unreadable, match="line 1: an alias of something not defined"):
        parse_yaml(b"&a [*a]")


def test_many_anchors() -> None:
    text = b"".join(b"- &a%d x\n" % i for i in range(40_000))
    with pytest.raises(Unreadable, match="anchors"):
        parse_yaml(text)


@pytest.mark.parametrize("text", [b"[" * 3000 + b"]" * 3000, b"{a: " * 3000 + b"}" * 3000, b"- " * 3000 + b"x"])
def test_deep_yaml(text: bytes) -> None:
    with pytest.raises(Unreadable, match="nested too deeply"):
        parse_yaml(text)


def test_no_tag_makes_an_object() -> None:
    assert parse_yaml(b"!!python/object/apply:os.system ['echo x']") == [["echo x"]]
    assert parse_yaml(b"a: !Ref Bucket\nb: !vault |\n  123\nc: !!str 12\nd: !ENV [x]") == [
        {"a": "Bucket", "b": "123\n", "c": "12", "d": ["x"]}
    ]


def test_yaml_values() -> None:
    text = b"""
on: push
404: x
2026-01-02: y
? [a, b]
: complex
day: 2026-11-20
at: 2026-11-20T10:00:00Z
clock: 12:30
t: yes
n: ~
e:
i: 1_000
h: 0xff
o: 010
f: 1.5
s: 1e-4
nan: .nan
inf: .inf
q: "12"
big: 1e999
"""
    assert parse_yaml(text) == [
        {
            "on": "push", "404": "x", "2026-01-02": "y", "{…}": "complex", "day": "2026-11-20",
            "at": "2026-11-20T10:00:00Z", "clock": "12:30", "t": True, "n": None, "e": None, "i": 1000, "h": 255,
            "o": 8, "f": 1.5, "s": 0.0001, "nan": None, "inf": None, "q": "12", "big": None,
        }
    ]  # fmt: skip


def test_merges_and_aliases_as_people_use_them() -> None:
    text = b"base: &b {x: 1, y: 2}\none: {<<: *b, y: 3}\ntwo: {<<: [*b, {z: 9}]}\nsame: *b\n"
    assert parse_yaml(text) == [
        {
            "base": {"x": 1, "y": 2},
            "one": {"x": 1, "y": 3},
            "two": {"x": 1, "y": 2, "z": 9},
            "same": {"x": 1, "y": 2},
        }
    ]


def test_several_documents_and_none() -> None:
    assert parse_yaml(b"a: 1\n---\n- 2\n---\n") == [{"a": 1}, [2], None]
    assert parse_yaml(b"# nothing\n") == []


def test_broken_yaml_names_the_line() -> None:
    with pytest.raises(Unreadable, match="line 4"):
        parse_yaml(b"a: 1\nb:\n  - [x\nc: 2\n")


def test_json_has_no_nan() -> None:
    assert math.isnan(json.loads("NaN"))
    assert parse_json(b'{"a": NaN, "b": [Infinity, -Infinity, 1e999, -1e999, 1.5e3], "c": 1}') == {
        "a": None, "b": [None, None, None, None, 1500.0], "c": 1,
    }  # fmt: skip


@pytest.mark.parametrize("text", [b"[" * 100_000, b"[" * 400 + b"]" * 400, b'{"a":' * 300 + b"1" + b"}" * 300])
def test_deep_json(text: bytes) -> None:
    with pytest.raises(Unreadable, match=r"nested too deeply|line 1"):
        parse_json(text)


def test_brackets_in_text_are_not_depth() -> None:
    value = {"a": "[[[" * 200, "b": [["]"], "}{" * 200]}
    assert parse_json(json.dumps(value).encode()) == value


def test_depth_is_counted_exactly_at_the_border() -> None:
    assert not is_deep(parse_json(b"[" * DEPTH + b"]" * DEPTH))
    with pytest.raises(Unreadable):
        parse_json(b"[" * (DEPTH + 2) + b"]" * (DEPTH + 2))


def test_huge_numbers_in_json() -> None:
    with pytest.raises(ValueError, match="digits"):
        json.loads("9" * 5000)
    with pytest.raises(Unreadable):
        parse_json(b"9" * 5000)


def test_toml_values() -> None:
    assert parse_toml(b"a = 1979-05-27\nb = nan\nc = [07:32:00, inf]\n[t]\nx = 1.5\n") == {
        "a": "1979-05-27", "b": None, "c": ["07:32:00", None], "t": {"x": 1.5},
    }  # fmt: skip


def test_long_dotted_keys_are_refused_before_they_are_parsed() -> None:
    def seconds(parts: int) -> float:
        started = time.process_time()
        tomllib.loads(".".join(["a"] * parts) + " = 1")
        return time.process_time() - started

    assert seconds(4000) > 4 * seconds(1000)  # grows faster than the key
    started = time.process_time()
    with pytest.raises(Unreadable, match="line 2: a key of more than"):
        parse_toml(b"x = 1\n" + b".".join([b"a"] * 20_000) + b" = 1")
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "text",
    [b"x = {" + b".".join([b"a"] * 20_000) + b" = 1}", b"[" + b'."a"'.join([b"x"] * 20_000) + b"]", b"a" * 4_000_000],
)
def test_no_way_around_it(text: bytes) -> None:
    started = time.process_time()
    with pytest.raises(Unreadable):
        parse_toml(text)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("text", [b"a = " + b"[" * 5000, b"a = " + b"{b=" * 2000, b"a = " + b"9" * 5000, b"\xff"])
def test_odd_toml(text: bytes) -> None:
    with pytest.raises(Unreadable):
        parse_toml(text)


def test_decode() -> None:
    assert decode(b"\xef\xbb\xbfa") == "a"
    assert decode("é".encode("latin-1")) == "é"
    assert decode("é".encode("utf-16")) == "é"


SEEDS = [
    b"a: &x [1, {b: *x}]\n<<: {c: 2}\n", b"- !!int 5\n- ? k\n  : v\n- |\n  text\n", ALIAS_BOMB[:200], MERGE_BOMB[:200],
    b'{"a": [1, 2.5e3, null, true, "\\ud800"], "b": {"c": NaN}}', b"[tool.x]\na.b = [1, {c = 'd'}]\nd = 2026-01-01\n",
    b"%YAML 1.1\n%TAG ! tag:x,2000:\n--- !a\nb: \x00\n...\n",
]  # fmt: skip


def mutate(draw: random.Random, data: bytes) -> bytes:
    raw = bytearray(data)
    for _ in range(draw.randint(1, 6)):
        at = draw.randrange(len(raw) + 1)
        match draw.randrange(4):
            case 0:
                raw[at:at] = bytes(draw.choices(b"[]{}&*!|>-:,\"'#%@`\n\t\\\x00\xff<.0eE=~", k=draw.randint(1, 3)))
            case 1:
                del raw[at : at + draw.randint(1, 5)]
            case 2:
                raw[at:at] = raw[: draw.randrange(len(raw) + 1)]
            case _:
                raw[at : at + 1] = bytes([draw.randrange(256)])
    return bytes(raw)


@pytest.mark.parametrize("parse", [parse_yaml, parse_json, parse_toml])
def test_whatever_comes_it_is_a_plain_value_or_unreadable(parse: object) -> None:
    draw = random.Random(7)
    assert callable(parse)
    for _ in range(1500):
        data = mutate(draw, draw.choice(SEEDS))
        try:
            value = parse(data)
        except Unreadable as error:
            assert error.message
            continue
        json.dumps(value, allow_nan=False)
        assert size(value, 1_000_000) < 1_000_000


def test_a_pointer_of_git_lfs_is_named_as_such() -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"
    with pytest.raises(Unreadable, match="pointer of Git LFS"):
        parse_json(pointer)
