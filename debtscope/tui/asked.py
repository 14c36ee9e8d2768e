"""What a view makes of a ledger: which items, in which order, under which headers. No widget."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

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
        self._ready: tuple[Book, Sieve, Sums, Sequence[int]] | None = None

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
        self._ready = (book, sieve, self.sums if same else Sums(items), worth)

    def take(self, book: Book) -> None:
        """The ledger that is asked from now on."""
        if self._ready is None or self._ready[0] is not book:
            self.prepare(book)
        assert self._ready is not None
        (_, self.sieve, self.sums, self._worth), self._ready = self._ready, None
        self.context = Context(as_of=date.fromisoformat(book.ledger.as_of[:10]), new_ids=book.new_ids)

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
        return arrange.grouped(self.items, self.kept.hits, self.grouping, self.folded, self.sums, self._sorted)

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

        items, context = self.items, self.context

        def among(rest: str) -> Sequence[Item]:
            try:
                query = parse(rest)
            except QueryError:
                return items
            if not query.terms:
                return items
            apart = Sieve()
            apart.borrow(self.sieve)
            return [items[i] for i in apart.keep(query, context).hits]

        return complete(text, cursor, among, context)
