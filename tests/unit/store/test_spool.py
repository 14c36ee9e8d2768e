"""Bytes that wait for the history: what was put last, in the order of first coming, whatever was packed in between."""

from __future__ import annotations

import random

from debtscope.store.spool import Spool


def test_bodies_come_back_across_blocks_in_the_order_of_their_keys() -> None:
    said = random.Random(7)
    bodies = {f"file {n}": said.randbytes(said.randrange(0, 9_000)) for n in range(60)}
    spool = Spool()
    for key, body in bodies.items():
        spool.put(key, body)
    assert list(spool.items()) == list(bodies.items())
    assert {key: spool[key] for key in sorted(bodies, reverse=True)} == bodies
    assert "another" not in spool


def test_what_is_put_again_or_dropped_leaves_nothing_of_what_was_packed() -> None:
    spool = Spool()
    for body in (b"first" * 20_000, b"second"):
        for key in ("a", "b", "c"):
            spool.put(key, body)
    spool.put("a", b"third" * 20_000)
    spool.drop("b")
    assert list(spool) == ["a", "c"]
    assert dict(spool) == {"a": b"third" * 20_000, "c": b"second"}
    spool.drop("a")
    spool.put("a", b"")
    assert list(spool.items()) == [("c", b"second"), ("a", b"")]
