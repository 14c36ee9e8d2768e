"""What the list keeps of a ledger is what the query says of each item, however the items are laid out for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from debtscope.model.ledger import Item
from debtscope.model.triage import Triage
from debtscope.model.vocabulary import Status
from debtscope.query import Context, parse
from debtscope.query.completion import complete
from debtscope.tui.facets import Facets
from debtscope.tui.filtering import SETTLED, Sieve, asks_for_settled
from tests.tui.made import made_items

QUERIES = (
    "", "drift", "-drift", "category:data", "-category:data", "category:data,code severity:>=high", "rule:DAT-*",
    "-rule:drift-ignored", "owner:ana", "owner:none", "owner:any", "path:src/**", "-path:src/** clicks", "component:none",
    "author:bo", "tag:none", "status:open", "status:planned,dismissed", "age:>90d", "-age:>90d", "due:none", "until:any",
    "interest:>1", "principal:<=2 ratio:>0.5", "is:must-do", "-is:open", "id:dat", "subject:embed", '"where it is"',
    "swallowed while", "x9", "nothing-has-this", "confidence:low -drift category:code", "so that what was measured",
)  # fmt: skip
CONTEXT = Context(as_of=date(2026, 11, 20))


def items_of(count: int, *, own_words: bool) -> list[Item]:
    """Some of them decided; with messages that hardly two share, or that many do."""
    made = made_items(count, seed=5)
    stands = (Triage(status=Status.PLANNED, due="2026-12-01"), Triage(status=Status.DISMISSED), None, None, None)
    return [
        replace(
            item, triage=stands[n % 5] or item.triage, message=f"{item.message} {item.id}" if own_words else item.message,
            first_seen=f"2026-0{1 + n % 9}-01", introduced=item.introduced if n % 3 else None,
        )
        for n, item in enumerate(made)
    ]  # fmt: skip


def told(items: list[Item], text: str) -> list[int]:
    """By asking each item."""
    query = parse(text)
    every = asks_for_settled(query)
    return [n for n, i in enumerate(items) if (every or i.triage.status not in SETTLED) and query.matches(i, CONTEXT)]


@pytest.mark.parametrize("own_words", [False, True])
def test_a_query_keeps_what_it_says_of_each_item(own_words: bool) -> None:
    items = items_of(400, own_words=own_words)
    sieve = Sieve()
    sieve.load(items)
    kept = {text: list(sieve.keep(parse(text), CONTEXT).hits) for text in QUERIES}
    assert kept == {text: told(items, text) for text in QUERIES}
    assert len({len(hits) for hits in kept.values()}) > 12, "the queries tell items apart"


def test_letters_typed_one_by_one_keep_what_the_whole_keeps() -> None:
    items = items_of(400, own_words=False)
    sieve = Sieve()
    sieve.load(items)
    text = "category:data clicks -bo"
    for end in range(1, len(text) + 1):
        if text[:end].endswith((":", "-")) or ("category:" in text[:end] and "data" not in text[:end]):
            continue
        assert list(sieve.keep(parse(text[:end]), CONTEXT).hits) == told(items, text[:end]), text[:end]


def test_decisions_are_found_without_reading_the_other_texts_again() -> None:
    items = items_of(300, own_words=False)
    sieve, later = Sieve(), Sieve()
    sieve.load(items)
    sieve.keep(parse("owner:zoe status:planned"), CONTEXT)
    decided = [
        replace(i, triage=Triage(owner="zoe", status=Status.PLANNED)) if n % 7 == 0 else i for n, i in enumerate(items)
    ]
    later.load(decided, like=sieve)
    for text in ("zoe", "owner:zoe", "status:planned", "clicks", "-zoe drift"):
        assert list(later.keep(parse(text), CONTEXT).hits) == told(decided, text), text


@pytest.mark.parametrize(
    "text", ["category:", "severity:>", "owner:", "path:", "rule:d", "age:", "is:", "tag:", "interest:"]
)
def test_ways_to_go_on_are_counted_alike(text: str) -> None:
    """By value, as by item."""
    items = items_of(300, own_words=False)
    facets = Facets(items)
    by_value = complete(text, len(text), lambda _, field: facets.counted(field, range(len(items))), CONTEXT)
    by_item = complete(text, len(text), lambda _, __: ((item, 1) for item in items), CONTEXT)
    assert by_value == by_item
    assert by_value.options or text == "tag:"
