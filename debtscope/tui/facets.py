"""The items of one ledger laid out by what is asked of them, so that 100,000 of them answer while somebody types.

A plain word is looked for in what each item says for itself, and once in what many say alike. A field that many items have
in common is matched once for each of its values.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from typing import TYPE_CHECKING

from debtscope.model.frozen import frozen
from debtscope.query import FIELDS, texts_of

if TYPE_CHECKING:
    from debtscope.model.ledger import Item


class _Shared:
    """A text of each item, those that are equal kept and searched once."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._which = array("I")
        self._numbers: dict[str, int] = {}

    def add(self, text: str) -> None:
        """The next item's."""
        number = self._numbers.get(text)
        if number is None:
            number = self._numbers[text] = len(self._texts)
            self._texts.append(text)
        self._which.append(number)

    def text(self, at: int) -> str:
        return self._texts[self._which[at]]

    def found(self, needle: str) -> bytes:
        """For each item whether its text holds the needle; empty where none does."""
        found = bytes(needle in text for text in self._texts)
        return bytes(map(found.__getitem__, self._which)) if any(found) else b""

    def asker(self, needle: str) -> Callable[[int], bool]:
        """The same for one item at a time."""
        found, which = [needle in text for text in self._texts], self._which
        return (lambda at: found[which[at]]) if any(found) else (lambda _: False)


TOGETHER = 256
"""Texts in one string: where one has a character that takes more room, so do only its neighbours."""


class _Joined:
    """A text of each item, laid end to end: a needle that few hold is looked for in many at once."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._starts = array("I")
        self._open: list[str] = []
        self._length = 0

    def add(self, text: str) -> None:
        """The next item's."""
        self._starts.append(self._length)
        self._open.append(text)
        self._length += len(text) + 1
        if len(self._open) == TOGETHER:
            self.close()

    def __len__(self) -> int:
        return len(self._starts)

    def close(self) -> None:
        """After the last one."""
        if self._open:
            self._blocks.append("\n".join([*self._open, ""]))
        self._open, self._length = [], 0

    def _end(self, at: int) -> int:
        is_last = at + 1 == len(self._starts) or (at + 1) % TOGETHER == 0
        return (len(self._blocks[at // TOGETHER]) if is_last else self._starts[at + 1]) - 1

    def text(self, at: int) -> str:
        return self._blocks[at // TOGETHER][self._starts[at] : self._end(at)]

    def holds(self, at: int, needle: str) -> bool:
        """Whether one item's text does."""
        return self._blocks[at // TOGETHER].find(needle, self._starts[at], self._end(at)) >= 0

    def found(self, needle: str) -> bytearray:
        """For each item whether its text does; from one hit to the next, so that only hits cost."""
        found = bytearray(len(self._starts))
        for number, block in enumerate(self._blocks):
            at = block.find(needle)
            if at < 0:
                continue
            first = number * TOGETHER
            starts, item = self._starts[first : first + TOGETHER], 0
            while at >= 0:
                item = bisect_right(starts, at, item)
                found[first + item - 1] = 1
                if item == len(starts):
                    break
                at = block.find(needle, starts[item])
        return found


class Texts:
    """What plain words are looked for in."""

    def __init__(self, items: Sequence[Item], like: Texts | None = None, before: Sequence[Item] = ()) -> None:
        """Those that are the same object in `before`, which holds the same items, are taken from `like`."""
        self._own = _Joined()
        self._shared = _Shared()
        self._messages = _Shared()
        self._is_apart = 2 * len({item.message for item in items}) < len(items)
        """Whether messages are kept once for all that say the same; else each stands with what is its item's own."""
        for at, item in enumerate(items):
            if like is not None and like._is_apart is self._is_apart and before[at] is item:
                self._own.add(like._own.text(at))
                self._shared.add(like._shared.text(at))
                if self._is_apart:
                    self._messages.add(like._messages.text(at))
                continue
            own, name, message, shared = texts_of(item)
            self._shared.add(shared)
            if self._is_apart:
                self._messages.add(message)
            self._own.add(f"{own}\n{name}" if self._is_apart else f"{own}\n{name}\n{message}")
        self._own.close()

    def keep(self, among: Sequence[int], needle: str, *, wanted: bool) -> Sequence[int]:
        """The items (by index) that hold a lower-cased text without line breaks, or those that do not."""
        if 5 * len(among) <= len(self._own):
            shared, said, holds = self._shared.asker(needle), self._messages.asker(needle), self._own.holds
            kept = array("i", (i for i in among if (shared(i) or said(i) or holds(i, needle)) is wanted))
        else:
            found = self._found(needle)
            told = found if wanted else found.translate(_TURNED)
            kept = array("i", compress(among, map(told.__getitem__, among)))
        return among if len(kept) == len(among) else kept  # the same list says that nothing has to be counted anew

    def _found(self, needle: str) -> bytearray:
        """For each item whether it holds the needle; what many say alike is asked first, and only the rest for its own."""
        own = self._own
        told = _either(self._shared.found(needle), self._messages.found(needle), len(own))
        if 4 * told.count(0) > len(own):
            return _either(told, own.found(needle), len(own))
        for at in list(compress(range(len(own)), told.translate(_TURNED))):
            told[at] = own.holds(at, needle)
        return told


_TURNED = bytes([1, *[0] * 255])


def _either(one: bytes | bytearray, other: bytes | bytearray, count: int) -> bytearray:
    """Marks of as many items in one; an empty one marks none."""
    if not one or not other:
        return bytearray(one or other or count)
    return bytearray((int.from_bytes(one, "little") | int.from_bytes(other, "little")).to_bytes(count, "little"))


@frozen
class Column:
    """One field of all items."""

    which: Sequence[int]
    """For each item the number of its value."""
    samples: Sequence[Item]
    """For each value the first item that has it."""


OFTEN = ("category", "severity", "status", "rule")
"""Fields that are asked first."""


class Facets:
    """The columns of one ledger's items, each made when it is first asked for."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self._columns: dict[str, Column] = {}

    def prepare(self) -> None:
        """Makes what is asked first; may run in a thread."""
        for field in OFTEN:
            self.column(field)

    def column(self, field: str) -> Column | None:
        """None for a field in which hardly two items are alike."""
        known = self._columns.get(field)
        told = FIELDS.get(field)
        if known is not None or told is None or told.reads is None:
            return known
        values = list(map(told.reads, self._items))
        numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
        which = array("B" if len(numbers) <= 256 else "I", map(numbers.__getitem__, values))
        firsts = dict(zip(reversed(values), reversed(self._items), strict=True))
        made = Column(which=which, samples=[firsts[value] for value in numbers])
        self._columns[field] = made
        return made

    def keep(self, field: str, among: Iterable[int], match: Callable[[Item], bool]) -> Sequence[int]:
        """The items (by index) of which `match`, which looks at that field alone, holds."""
        column, items = self.column(field), self._items
        if column is None:
            return array("i", (i for i in among if match(items[i])))
        which, found = column.which, [match(sample) for sample in column.samples]
        return array("i", (i for i in among if found[which[i]]))

    def counted(self, field: str, among: Sequence[int]) -> Iterable[tuple[Item, int]]:
        """Items with how many are like them in that field; each by itself where hardly two are."""
        column, items = self.column(field), self._items
        if column is None:
            return ((items[i], 1) for i in among)
        counts = Counter(map(column.which.__getitem__, among))
        return ((column.samples[number], count) for number, count in sorted(counts.items()))
