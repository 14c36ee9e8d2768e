"""Which items a query keeps, fast enough for every key at 100,000 items: plain words look into one pre-built text an item,
each further term looks only at what the terms before it kept, and what a longer query shares with the last is not asked again."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from debtscope.model.frozen import frozen
from debtscope.model.vocabulary import Status
from debtscope.query import FIELDS, Context, Query, QueryError, Term, parse
from debtscope.tui.facets import Facets, Texts

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.tui.ink import Ink

SETTLED = frozenset({Status.DISMISSED, Status.PAID})
"""Kept out of the list unless the query names them: they stand apart in every total."""


@frozen
class Kept:
    """What a query left over."""

    hits: Sequence[int]
    killer: str | None = None
    """The term after which nothing was left."""


@dataclass(slots=True)
class _Step:
    term: Term
    hits: Sequence[int]


class Sieve:
    """The items of one ledger, ready to be asked."""

    def __init__(self) -> None:
        self.items: Sequence[Item] = ()
        self._texts = Texts(())
        self.facets = Facets(())
        self._order: Sequence[int] = ()
        self._base: dict[bool, Sequence[int]] = {}
        self._steps: list[_Step] = []
        self._settled_shown = False
        self._nowhere: tuple[tuple[str, ...], str] = ((), "")
        """The terms before a plain word that nothing holds, and that word: a longer one need not be looked for."""

    def load(self, items: Sequence[Item], like: Sieve | None = None) -> None:
        """Takes a ledger's items; those that are the same object in `like`, which holds the same items, are not looked at again."""
        self.items = items
        self._texts = Texts(items) if like is None else Texts(items, like._texts, like.items)
        self.facets = Facets(items)
        self._order = range(len(items))
        self._set_base()

    def borrow(self, other: Sieve) -> None:
        """The same items and texts, asked apart from it."""
        self.items, self._texts, self.facets, self._order = other.items, other._texts, other.facets, other._order
        self._set_base()

    def holds(self, items: Sequence[Item]) -> bool:
        """Whether these are its items, whatever was decided on them."""
        old = self.items
        return len(old) == len(items) and all(a is b or a.id == b.id for a, b in zip(old, items, strict=True))

    @property
    def order(self) -> Sequence[int]:
        """As given to `arrange`."""
        return self._order

    @property
    def every(self) -> Sequence[int]:
        """What an empty query keeps."""
        return self._base[False]

    def arrange(self, order: Sequence[int]) -> None:
        """The order in which hits come out: sorted once, not at every key."""
        self._order = order
        self._set_base()

    def _set_base(self) -> None:
        items = self.items
        live = array("i", (i for i in self._order if items[i].triage.status not in SETTLED))
        self._base = {True: self._order, False: self._order if len(live) == len(items) else live}
        self._steps, self._nowhere = [], ((), "")

    def keep(self, query: Query, context: Context) -> Kept:
        """The indices of the items for which every term holds, in the order of `arrange`."""
        settled = asks_for_settled(query)
        if settled != self._settled_shown:
            self._steps, self._settled_shown, self._nowhere = [], settled, ((), "")
        hits = self._base.get(settled, ())
        if not hits:
            return Kept(hits=hits)
        steps: list[_Step] = []
        for position, term in enumerate(query.terms):
            known = self._known(position, term, steps)
            hits = known if known is not None else self._ask(self._narrowed(position, term, hits, steps), term, context)
            steps.append(_Step(term, hits))
            if not hits:
                self._steps = steps
                if term.field is None and not term.negated:
                    self._nowhere = (tuple(step.term.text for step in steps[:-1]), _needle(term))
                return Kept(hits=hits, killer=term.text)
        self._steps = steps
        return Kept(hits=hits)

    def _same_before(self, position: int, steps: Sequence[_Step]) -> bool:
        old = self._steps
        return len(old) > position and all(old[i].term.text == steps[i].term.text for i in range(position))

    def _known(self, position: int, term: Term, steps: Sequence[_Step]) -> Sequence[int] | None:
        if self._same_before(position, steps) and self._steps[position].term.text == term.text:
            return self._steps[position].hits
        before, word = self._nowhere
        if word and term.field is None and not term.negated and _needle(term).startswith(word):
            return () if before == tuple(step.term.text for step in steps) else None
        return None

    def _narrowed(self, position: int, term: Term, hits: Sequence[int], steps: Sequence[_Step]) -> Sequence[int]:
        if term.field is None and not term.negated and self._same_before(position, steps):
            before = self._steps[position].term
            if before.field is None and not before.negated and term.text.strip('"').startswith(before.text.strip('"')):
                return self._steps[position].hits
        return hits

    def _ask(self, among: Sequence[int], term: Term, context: Context) -> Sequence[int]:
        wanted, match = not term.negated, term.match
        if term.field is None:
            return self._texts.keep(among, _needle(term), wanted=wanted)
        return self.facets.keep(term.field, among, lambda item: match(item, context) is wanted)


@frozen
class Reading:
    """A query as far as it can be read while it is typed."""

    query: Query
    wrong: tuple[int, int] | None = None
    """From and to of the term that is left out."""
    problem: str = ""


def read_query(text: str, finds: Callable[[Query], bool]) -> Reading:
    """The query, or what is left of it without the first wrong term.

    A last word that finds nothing but starts a field's name is not finished: the list must not go blank on the way to
    `severity:`.
    """
    try:
        query = parse(text)
    except QueryError as error:
        start, end = error.position, error.position + error.length
        try:
            rest = parse(text[:start] + " " + text[end:])
        except QueryError:
            rest = parse("")
        return Reading(
            query=rest, wrong=(start, end), problem=error.message + (f"; {error.hint}" if error.hint else "")
        )
    last = query.terms[-1] if query.terms else None
    if last is None or last.field is not None or not text.endswith(last.text):
        return Reading(query=query)
    word = last.text.lower().removeprefix("-")
    if not any(name.startswith(word) for name in (*FIELDS, "sort")) or finds(query):
        return Reading(query=query)
    start = len(text) - len(last.text)
    return Reading(query=parse(text[:start]), wrong=(start, len(text)))


def readable(text: str) -> str:
    """A query without what cannot be read of it: what a command line takes."""
    try:
        parse(text)
    except QueryError:
        text = read_query(text, lambda _: True).query.text
    return " ".join(text.split())


def _needle(term: Term) -> str:
    text = term.text.removeprefix("-") if term.negated else term.text
    return text.strip('"').lower()


def asks_for_settled(query: Query) -> bool:
    """Whether the query speaks of dismissed or paid items, so that they are shown at all."""
    named = {"status:", "is:paid", "is:dismissed", "id:"}
    return any(t.field in {"status", "id"} or t.text.lower().lstrip("-").startswith(tuple(named)) for t in query.terms)


def words_of(query: Query) -> tuple[str, ...]:
    """The plain words, lower-cased, to be marked where they are seen."""
    return tuple(_needle(term) for term in query.terms if term.field is None and not term.negated)


SIGNS = {">=": "\u2265", "<=": "\u2264"}
SHORT = frozenset({"category", "severity", "status", "is"})
"""Fields whose values say by themselves what they are."""


def chips_of(query: Query, ink: Ink) -> list[tuple[str, str]]:
    """Every term as the parser understood it, short, with the term itself."""
    made: list[tuple[str, str]] = []
    for term in query.terms:
        name, _, value = (
            term.text.removeprefix("-").partition(":") if term.field else ("", "", term.text.removeprefix("-"))
        )
        for sign, glyph in () if ink.ascii else SIGNS.items():
            value = glyph + value.removeprefix(sign) if value.startswith(sign) else value
        shown = value if not name or name.lower() in SHORT else f"{name} {value}"
        made.append(
            (ink.fit(("not " if term.negated else "") + shown, min(len(shown) + 4 * term.negated, 22)), term.text)
        )
    fields = ", ".join(f"{name} {'falling' if falling else 'rising'}" for name, falling in query.sort[:1])
    return made + ([(f"by {fields}", sort_text(query.text))] if fields else [])


def sort_text(text: str) -> str:
    """The `sort:` of a query as typed."""
    return next((word for word in text.split() if word.lower().startswith("sort:")), "")
