"""The items of one ledger laid out by what is asked of them, so that 100,000 of them answer while somebody types.

A plain word is looked for in what each item says for itself, and once in what many say alike. A field that many items have
in common is matched once for each of its values.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
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

    def found(self, needle: str) -> tuple[Sequence[bool], Sequence[int]] | None:
        """For each text whether it holds the needle, and for each item the number of its text; None where none does."""
        found = [needle in text for text in self._texts]
        return (found, self._which) if any(found) else None


class Texts:
    """What plain words are looked for in."""

    def __init__(self, items: Sequence[Item], like: Texts | None = None, before: Sequence[Item] = ()) -> None:
        """Those that are the same object in `before`, which holds the same items, are taken from `like`."""
        self._own: list[str] = []
        self._names: list[str] = []
        self._shared = _Shared()
        self._messages = _Shared()
        self._is_apart = 2 * len({item.message for item in items}) < len(items)
        """Whether messages are kept once for all that say the same; else each stands with what is its item's own."""
        for at, item in enumerate(items):
            if like is not None and like._is_apart is self._is_apart and before[at] is item:
                self._own.append(like._own[at])
                self._names.append(like._names[at])
                self._shared.add(like._shared.text(at))
                if self._is_apart:
                    self._messages.add(like._messages.text(at))
                continue
            own, name, message, shared = texts_of(item)
            self._names.append(name)
            self._shared.add(shared)
            if self._is_apart:
                self._messages.add(message)
            self._own.append(own if self._is_apart else f"{own}\n{message}")

    def keep(self, among: Sequence[int], needle: str, *, wanted: bool) -> Sequence[int]:
        """The items (by index) that hold a lower-cased text, or those that do not."""
        own, names = self._own, self._names
        nowhere = ((False,), bytes(len(own)))
        shared, of_shared = self._shared.found(needle) or nowhere
        said, of_said = self._messages.found(needle) or nowhere
        if 4 * len(among) > len(own):  # in the order in which they lie in memory: faster than in that of the list
            rows = zip(own, names, of_shared, of_said, strict=True)
            holds = [shared[n] or said[m] or needle in text or needle in name for text, name, n, m in rows]
            kept = [i for i in among if holds[i] is wanted]
        else:
            kept = [
                i
                for i in among
                if (shared[of_shared[i]] or said[of_said[i]] or needle in own[i] or needle in names[i]) is wanted
            ]
        return among if len(kept) == len(among) else kept  # the same list says that nothing has to be counted anew


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

    def keep(self, field: str, among: Iterable[int], match: Callable[[Item], bool]) -> list[int]:
        """The items (by index) of which `match`, which looks at that field alone, holds."""
        column, items = self.column(field), self._items
        if column is None:
            return [i for i in among if match(items[i])]
        which, found = column.which, [match(sample) for sample in column.samples]
        return [i for i in among if found[which[i]]]

    def counted(self, field: str, among: Sequence[int]) -> Iterable[tuple[Item, int]]:
        """Items with how many are like them in that field; each by itself where hardly two are."""
        column, items = self.column(field), self._items
        if column is None:
            return ((items[i], 1) for i in among)
        counts = Counter(map(column.which.__getitem__, among))
        return ((column.samples[number], count) for number, count in sorted(counts.items()))
