"""Patterns that are compiled on first use answer as compiled ones do."""

from __future__ import annotations

import gc
import re
from unittest import mock

import pytest

from debtscope.engine.registry import installed
from debtscope.model.regex import regex


def test_it_answers_as_a_compiled_pattern() -> None:
    ours, plain = regex(r"(?P<word>[a-z]+)\d", re.IGNORECASE), re.compile(r"(?P<word>[a-z]+)\d", re.IGNORECASE)
    text = "Ab1 c d2"
    assert [one.group("word") for one in ours.finditer(text)] == [one.group("word") for one in plain.finditer(text)]
    assert ours.sub("", text) == plain.sub("", text)
    assert ours.fullmatch("ab1")
    assert not ours.fullmatch("ab")
    assert (ours.pattern, ours.flags, ours.groups) == (plain.pattern, plain.flags, plain.groups)
    assert regex(rb"\d").search(b"a1")


def test_it_is_compiled_on_the_first_question_and_once() -> None:
    with mock.patch("debtscope.model.regex.re.compile", wraps=re.compile) as compiled:
        pattern = regex("a+")
        assert compiled.call_count == 0
        assert pattern.search("baa")
        assert pattern.match("aa")
        assert pattern.search("b") is None
    assert compiled.call_count == 1


def test_a_wrong_pattern_is_told_when_it_is_asked() -> None:
    with pytest.raises(re.error):
        regex("(").search("a")


def test_every_pattern_of_the_catalogue_can_be_compiled() -> None:
    """What the standard library tells at import is told here."""
    installed()
    made = type(regex("a"))
    gc.unfreeze()  # a command that ran in this process before may have put all that there was out of sight
    every = [one for one in gc.get_objects() if type(one) is made and one.pattern != "("]
    assert len(every) > 100
    for one in every:
        assert re.compile(one.pattern, one.flags)
