"""How fixes hang together: the shipped table, and what it makes of items."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources

import pytest

from debtscope.engine import registry
from debtscope.engine.draft import Draft
from debtscope.engine.interest.work import connect, load_work
from debtscope.model.errors import UsageError
from debtscope.model.ledger import Item, SharedWork
from tests.unit.interest.builders import draft, finding
from tests.unit.plan.ledgers import item

SHIPPED = resources.files("debtscope_collectors.rules").joinpath("work.toml").read_text("utf-8")
TABLE = """
[[shared]]
name = "a set-up"
rules = ["smell", "both:deep"]
hours = 6
[[shared]]
name = "one run"
rules = ["exposed"]
per = "path"
hours = 0.5
[[first]]
do = ["incident"]
before = ["smell"]
per = "path"
"""


def test_the_shipped_table_names_rules_and_levels_that_there_are() -> None:
    work = load_work([SHIPPED])
    known = {rule.slug for rule in registry.catalogue()}
    named = {slug for one in work.shared for slug in one.rules.slugs}
    named |= {slug for one in work.first for part in (one.do, one.before) for slug in part.slugs}
    assert named <= known


@pytest.mark.parametrize(
    "text",
    [
        "shared = 3", "[[shared]]\nname = 'x'\nrules = ['a']\nhours = 0", "[[shared]]\nname = 'x'\nhours = 1",
        "[[first]]\ndo = ['a']\nbefore = ['b']\nper = 'moon'", "[[first]]\ndo = ['a']", "not toml",
    ],
)  # fmt: skip
def test_a_wrong_entry_is_named(text: str) -> None:
    with pytest.raises(UsageError, match=r"work\.toml"):
        load_work([text])


def connected(*named: tuple[str, Draft], hours: float = 10) -> dict[str, Item]:
    drafts = [replace(one, id=name) for name, one in named]
    return connect({one.id: item(one.id, hours, 1) for one in drafts}, drafts, load_work([TABLE]))


def test_members_share_the_work_of_their_place_and_their_level() -> None:
    found = connected(
        ("s", draft("smell", finding("a.py"))), ("shallow", draft("both", finding("a.py"))),
        ("deep", draft("both", finding("a.py", tier="deep"))), ("here", draft("exposed", finding("a.py"))),
        ("there", draft("exposed", finding("b.py"))),
    )  # fmt: skip
    whole = SharedWork(name="a set-up", hours=6)
    assert {name: one.shares for name, one in found.items()} == {
        "s": whole, "deep": whole, "shallow": None,
        "here": SharedWork(name="one run (a.py)", hours=0.5), "there": SharedWork(name="one run (b.py)", hours=0.5),
    }  # fmt: skip


def test_shared_work_leaves_every_fix_some_hours_of_its_own() -> None:
    found = connected(("s", draft("smell", finding("a.py"))), hours=4)
    assert found["s"].shares == SharedWork(name="a set-up", hours=3.9)
    assert connected(("s", draft("smell", finding("a.py"))), hours=0.1)["s"].shares is None


def test_what_comes_first_is_of_the_same_place() -> None:
    found = connected(
        ("s", draft("smell", finding("a.py"))), ("near", draft("incident", finding("a.py"))),
        ("far", draft("incident", finding("b.py"))),
    )  # fmt: skip
    assert {name: one.after for name, one in found.items()} == {"s": ("near",), "near": (), "far": ()}
