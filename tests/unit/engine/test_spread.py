"""Work over several processes: nothing is lost, nothing is out of order, and a helper that dies costs nothing."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable

import pytest

from debtscope.engine.spread import spread

ITEMS = [(number, 1 + number % 7) for number in range(40)]
HERE = os.getpid()
forks = pytest.mark.skipif(sys.platform != "linux", reason="helpers are forked on Linux alone")


def _asked(number: int) -> list[int]:
    return [number, os.getpid()]


def _spread(work: Callable[[int], list[int]], processes: int) -> list[list[int]]:
    return list(spread(work, ITEMS, dump=json.dumps, load=json.loads, processes=processes))


@forks
def test_results_come_in_order_from_several_processes() -> None:
    found = _spread(_asked, 3)
    assert [number for number, _ in found] == list(range(40))
    assert len({process for _, process in found}) == 3


def test_one_process_is_this_one() -> None:
    assert {process for _, process in _spread(_asked, 1)} == {HERE}


@forks
def test_what_a_dead_helper_leaves_is_done_here() -> None:
    def dies(number: int) -> list[int]:
        if os.getpid() != HERE and number > 20:
            os._exit(9)
        return [number, os.getpid()]

    found = _spread(dies, 2)
    assert [number for number, _ in found] == list(range(40))
    assert {process for number, process in found if number > 20} == {HERE}


@forks
def test_what_work_raises_is_raised_here() -> None:
    def refuses(number: int) -> list[int]:
        raise ValueError(str(number))

    with pytest.raises(ValueError, match=r"^\d+$"):
        _spread(refuses, 2)


def test_little_work_stays_here() -> None:
    found = list(spread(_asked, ITEMS, dump=json.dumps, load=json.loads))
    assert {process for _, process in found} == {HERE}


@forks
def test_each_process_is_told_what_it_will_be_asked_next() -> None:
    told: set[int] = set()
    found = list(
        spread(
            lambda number: [number, number in told],
            ITEMS,
            dump=json.dumps,
            load=json.loads,
            ready=told.update,
            processes=2,
        )
    )
    assert found == [[number, True] for number in range(40)]
    assert 0 < len(told) < 40, "the other process told itself"
