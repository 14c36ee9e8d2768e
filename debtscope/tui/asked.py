"""What a view makes of a ledger: which items, in which order, under which headers. No widget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from debtscope.model.frozen import frozen
from debtscope.query import Context, Query, QueryError, parse
from debtscope.tui import arrange
from debtscope.tui.arrange import Lines
from debtscope.tui.filtering import Kept, Reading, Sieve, read_query
from debtscope.tui.money import Sums

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.query.completion import Completion
    from debtscope.services.types import Book

Sort = tuple[tuple[str, bool], ...]


@frozen(kw_only=False)
class _MadeOf:
    """What lines are made of: most letters of a field's name change nothing of a list."""

    hits: Sequence[int]
    sums: Sums
    grouping: str | None
    folded: frozenset[str]
    sort: Sort

    def is_same(self, other: _MadeOf) -> bool:
        """Told without a look at any item."""
        same = self.hits is other.hits and self.sums is other.sums
        return same and (self.grouping, self.folded, self.sort) == (other.grouping, other.folded, other.sort)


class Asked:
    """One ledger and the questions to it."""

    def __init__(self) -> None:
        self.sieve = Sieve()
        self.sums = Sums(())
        self.query: Query = parse("")
        self.kept = Kept(hits=())
        self.grouping: str | None = None
        self.folded: frozenset[str] = frozenset()
        self.context = Context(as_of=date(2000, 1, 1))
        self._sorted: Sort = ()
        self._worth: Sequence[int] = ()
        self._drawn: dict[bool, tuple[_MadeOf, Lines]] = {}
        """The last lines of the whole ledger, to which one comes back again and again, and the last of a part."""
        self._ready: tuple[Book, Sieve, Sums, Sequence[int], bool] | None = None

    @property
    def items(self) -> Sequence[Item]:
        """All items of the ledger."""
        return self.sieve.items

    @property
    def is_plain(self) -> bool:
        """Whether nothing was asked: the short first list."""
        return not self.query.terms and not self.query.sort and self.grouping is None

    def prepare(self, book: Book) -> None:
        """What takes long in a large ledger: the texts to be searched, their order, the sums. May run in a thread."""
        items, old = book.ledger.items, self.sieve
        sieve = Sieve()
        same = old.holds(items)
        worth = self._worth if same else arrange.ordered(items)  # before the texts, which then lie where its keys lay
        sieve.load(items, like=old if same else None)
        sieve.arrange(old.order if same else arrange.by_query(items, worth, self._sorted) if self._sorted else worth)
        sieve.facets.prepare()
        sums = self.sums if same else Sums(items)
        sums.keep(sieve.every)
        self._ready = (book, sieve, sums, worth, same)

    def take(self, book: Book) -> bool:
        """The ledger that is asked from now on; whether it has the items of the one before, whatever was decided on them."""
        if self._ready is None or self._ready[0] is not book:
            self.prepare(book)
        assert self._ready is not None
        (_, self.sieve, self.sums, self._worth, same), self._ready = self._ready, None
        self._drawn.clear()
        self.context = Context(as_of=date.fromisoformat(book.ledger.as_of[:10]), new_ids=book.new_ids)
        return same

    def read(self, text: str) -> Reading:
        """Takes a query as far as it can be read."""
        reading = read_query(text, self._finds)
        self.query = reading.query
        return reading

    def _finds(self, query: Query) -> bool:
        return bool(self.sieve.keep(query, self.context).hits)

    def lines(self) -> Lines:
        """Query, order and groups to lines; sorted once, not at every key."""
        if self.query.sort != self._sorted:
            self._sorted = self.query.sort
            items = self.items
            self.sieve.arrange(arrange.by_query(items, self._worth, self._sorted) if self._sorted else self._worth)
        self.kept = self.sieve.keep(self.query, self.context)
        made_of = _MadeOf(self.kept.hits, self.sums, self.grouping, self.folded, self._sorted)
        is_whole = made_of.hits is self.sieve.every
        known = self._drawn.get(is_whole)
        if known is None or not made_of.is_same(known[0]):
            lines = arrange.grouped(self.items, self.kept.hits, self.grouping, self.folded, self.sums, self._sorted)
            known = self._drawn[is_whole] = (made_of, lines)
        return known[1]

    def fold(self, name: str, *, fold: bool) -> None:
        """One group; what has one cause is folded unless it was opened."""
        inside = fold is not (self.grouping in {None, arrange.CAUSE})
        self.folded = self.folded | {name} if inside else self.folded - {name}

    def fold_all(self, names: Sequence[str]) -> None:
        """All, or none where all are folded."""
        every = frozenset(names)
        self.folded = frozenset() if self.folded >= every else every

    def complete(self, text: str, cursor: int) -> Completion:
        """What can be typed next, counted among what the other terms keep. May run in a thread: it touches nothing."""
        from debtscope.query.completion import complete

        sieve, context = self.sieve, self.context

        def among(rest: str, field: str) -> Iterable[tuple[Item, int]]:
            try:
                query = parse(rest)
            except QueryError:
                query = parse("")
            if not query.terms:
                return sieve.facets.counted(field, range(len(sieve.items)))
            apart = Sieve()
            apart.borrow(sieve)
            return sieve.facets.counted(field, apart.keep(query, context).hits)

        return complete(text, cursor, among, context)
