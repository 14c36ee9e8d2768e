"""The query language: every kind of term, its negation, its order, and errors that point at the wrong place."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtscope.model.ledger import Item
from debtscope.model.triage import Triage
from debtscope.model.vocabulary import Category, Severity, Status, Verdict
from debtscope.query import FIELDS, Context, QueryError, parse
from tests.made import make_item

TODAY = date(2026, 11, 20)
SEED = make_item("src/features/age.py", hours=2, interest=1)
LEAK = make_item(
    "data/seed.csv",
    hours=10,
    interest=5,
    category=Category.LEGAL,
    severity=Severity.CRITICAL,
    must_do=True,
    tags=("gdpr",),
)
OWNED = make_item(
    "pipelines/run.py",
    hours=1,
    interest=0.1,
    triage=Triage(status=Status.PLANNED, verdict=Verdict.PLAN, owner="ana", due="2026-11-01", link="CH-12"),
    introduced=None,
    first_seen="2026-11-18",
)
ALL = (SEED, LEAK, OWNED)
CONTEXT = Context(as_of=TODAY, new_ids=frozenset({OWNED.id}))


def found(query: str) -> list[Item]:
    return parse(query).apply(ALL, CONTEXT)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [SEED, LEAK, OWNED]),
        ("category:legal", [LEAK]),
        ("category:legal,code", [SEED, LEAK, OWNED]),
        ("-category:legal", [SEED, OWNED]),
        ("severity:>=high", [LEAK]),
        ("severity:<high", [SEED, OWNED]),
        ("severity:medium", [SEED, OWNED]),
        ("owner:none", [SEED, LEAK]),
        ("owner:ana", [OWNED]),
        ("owner:any", [OWNED]),
        ("path:src/**", [SEED]),
        ("path:src/*", []),
        ("path:**/run.py", [OWNED]),
        ("path:seed", [LEAK]),
        ("age:>90d", [SEED, LEAK]),
        ("age:<1w", [OWNED]),
        ("interest:>4", [LEAK]),
        ("principal:<=2h", [SEED, OWNED]),
        ("payback:<3", [SEED, LEAK]),
        ("status:planned", [OWNED]),
        ("rule:COD-*", [SEED, LEAK, OWNED]),
        ("rule:randomness-uncontrolled", [SEED, LEAK, OWNED]),
        ("rule:DAT-*", []),
        ("is:new", [OWNED]),
        ("is:overdue", [OWNED]),
        ("is:must-do", [LEAK]),
        ("link:none", [SEED, LEAK]),
        ("due:<2026-11-20", [OWNED]),
        ("due:none", [SEED, LEAK]),
        ("tag:gdpr", [LEAK]),
        ("-tag:gdpr", [SEED, OWNED]),
        ("features", [SEED]),
        ('"stochastic calls in src"', [SEED]),
        ("-features -csv", [OWNED]),
        ("SEED.CSV", [LEAK]),
        ("category:code severity:>=medium owner:none", [SEED]),
        ("sort:-interest", [LEAK, SEED, OWNED]),
        ("sort:severity,-interest", [SEED, OWNED, LEAK]),
        ("sort:payback category:code", [SEED, OWNED]),
    ],
)
def test_terms_choose_and_order(query: str, expected: list[Item]) -> None:
    assert [i.path for i in found(query)] == [i.path for i in expected]


@pytest.mark.parametrize(
    ("query", "position", "says", "hint"),
    [
        ("severity:>=hgih", 0, "does not fit severity", "high"),
        ("owner:none categroy:data", 11, "no field 'categroy'", "category"),
        ("interest:many", 0, "a number of hours", ""),
        ("age:>soon", 0, "a duration", ""),
        ("due:tomorrow", 0, "a date", ""),
        ("path:", 0, "needs a value", ""),
        ('is:new "open', 7, "not closed", ""),
        ("sort:-intrest", 0, "cannot sort by", "interest"),
        ("is:shiny", 0, "expected one of new", ""),
    ],
)
def test_a_wrong_term_is_pointed_at(query: str, position: int, says: str, hint: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert says in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.position == position
    line, carets = caught.value.pointer().split("\n")
    assert line[carets.index("^") :].startswith(query[position : position + 3])


@given(st.text(max_size=60))
def test_any_text_is_a_query_or_an_error_inside_it(text: str) -> None:
    try:
        query = parse(text)
    except QueryError as error:
        assert 0 <= error.position < max(1, len(text))
    else:
        assert set(query.apply(ALL, CONTEXT)) <= set(ALL)


def test_every_field_sorts_and_explains_itself() -> None:
    for name, field in FIELDS.items():
        assert field.help, name
        assert len(found(f"sort:{name}")) == len(ALL)


def test_words_are_looked_for_as_they_are() -> None:
    odd = make_item("a[/b].py")
    assert parse("a[/b]").apply([odd], CONTEXT) == [odd]
    assert parse("http://x").apply([odd], CONTEXT) == []
