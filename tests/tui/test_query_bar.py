"""The filter line: what it offers, what it shows of the query, and how a view goes out and comes back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from debtscope.model.ledger import Item
from debtscope.query import Context, parse
from debtscope.query.completion import complete, word_at
from debtscope.services.types import Book
from debtscope.tui.arrange import CAUSE
from debtscope.tui.views import Tastes, Trail, View, sorted_by
from debtscope.tui.widgets.dropdown import Dropdown
from debtscope.tui.widgets.filter_bar import RightEnd
from tests.tui.conftest import Driver, running
from tests.tui.made import FakeSession, made_book, made_items

CONTEXT = Context(as_of=date(2026, 11, 20))


def offered(text: str, count: int = 60) -> dict[str, str]:
    """Option -> note, with the cursor at the end; the rest of the query narrows what is counted."""
    items = made_items(count)

    def among(rest: str, _: str) -> list[tuple[Item, int]]:
        return [(item, 1) for item in parse(rest).apply(items, CONTEXT)]

    made = complete(text, len(text), among, CONTEXT)
    return {one.text: one.note for one in made.options}


def matching(query: str, count: int = 60) -> int:
    return len(parse(query).apply(made_items(count), CONTEXT))


def test_fields_are_offered_by_their_first_letters() -> None:
    assert set(offered("s")) == {"severity:", "status:", "subject:", "sort:"}
    assert set(offered("category:data -s")) == {"-severity:", "-status:", "-subject:", "-sort:"}
    assert not offered("")


@pytest.mark.parametrize(
    "typed", ["category:", "severity:", "severity:>=", "status:o", "owner:", "rule:dri", "component:src", "is:", "interest:>",
              "age:", "path:", "path:src/", "category:data severity:", "-category:"],
)  # fmt: skip
def test_every_count_is_what_the_query_then_keeps(typed: str) -> None:
    found = offered(typed)
    assert found
    for option, note in found.items():
        plain = f"{typed.rpartition(' ')[0]} {option.removeprefix('-')}"
        assert matching(plain) == int(note.replace(",", "")), option


def test_a_value_with_blanks_is_quoted_and_a_list_goes_on() -> None:
    assert word_at('owner:"ana b" x', 13) == (0, 13)
    assert set(offered("category:data,c")) <= {"category:data,code", "category:data,config", "category:data,monitoring"}
    assert "sort:-interest" in offered("sort:-in")


async def rested(app: Driver) -> None:
    """The offer comes a moment after the last letter."""
    await app.pilot.pause(0.1)
    await app.settle()


async def test_what_is_offered_is_taken_with_tab(book: Book) -> None:
    async with running(book) as app:
        await app.press("slash", *"cat")
        await rested(app)
        assert app.app.screen.query_one(Dropdown).is_open
        await app.press("tab")
        assert app.ledger.view().query == "category:"
        await rested(app)
        counts = {i.category.value for i in book.ledger.items}
        assert all(word in app.text() for word in counts)
        await app.press("down", "enter")
        chosen = app.ledger.view().query.removeprefix("category:")
        assert set(app.table_ids) == {i.id for i in book.ledger.items if i.category == chosen}
        await app.press("enter")
        assert not app.app.screen.query_one(Dropdown).is_open
        assert app.ledger.table.has_focus


async def test_escape_closes_what_is_offered_and_nothing_else() -> None:
    async with running() as app:
        await app.press("slash", *"category:data sev")
        await rested(app)
        await app.press("escape")
        assert app.ledger.view().query == "category:data sev"
        assert not app.app.screen.query_one(Dropdown).is_open


async def test_terms_are_shown_as_chips_and_a_click_drops_one(book: Book) -> None:
    async with running(book, size=(160, 40)) as app:
        await app.filter("category:data severity:>=high -owner:none sort:-interest")
        top = app.screen_lines()[1]
        assert all(chip in top for chip in ("[data]", "[≥high]", "[not owner none]", "[by interest falling]"))
        at = top.index("[≥high]") - app.ledger.query_one(RightEnd).region.x
        await app.pilot.click(RightEnd, offset=(at + 1, 0))
        await app.settle()
        assert app.ledger.view().query == "category:data -owner:none sort:-interest"


def test_sorting_is_part_of_the_query() -> None:
    assert sorted_by("category:data", "-interest") == "category:data sort:-interest"
    assert sorted_by("sort:-interest category:data", "-interest") == "category:data sort:interest"
    assert sorted_by("category:data sort:x", "") == "category:data"
    assert sorted_by("", "-severity,-ratio") == "sort:-severity,-ratio"


def test_a_trail_goes_back_and_forth() -> None:
    trail = Trail()
    first, second, third = View(), View(query="a"), View(query="b")
    trail.note(second)
    trail.note(third)
    assert trail.step(-1) == second
    assert trail.step(-1) == first
    assert trail.step(-1) is None
    assert trail.step(1) == second
    trail.note(View(query="c"))
    assert trail.step(1) is None
    assert trail.last() == second
    assert trail.last() == View(query="c")


async def test_views_are_walked_and_the_last_one_comes_back() -> None:
    async with running() as app:
        everything = app.table_ids
        await app.filter("category:data")
        data = app.table_ids
        await app.press("b", "r")
        assert app.ledger.view() == View(query="category:data", grouping="rule")
        await app.press("left_square_bracket")
        assert app.table_ids == data
        assert app.ledger.view().grouping is None
        await app.press("left_square_bracket")
        assert app.table_ids == everything
        await app.press("right_square_bracket")
        assert app.table_ids == data
        await app.press("minus")
        assert app.table_ids == everything
        await app.press("minus")
        assert app.table_ids == data


async def test_a_view_is_kept_in_the_users_own_folder_and_opened_again() -> None:
    session = FakeSession(made_book())
    async with running(session=session) as app:
        await app.filter("category:data sort:-interest")
        await app.press("b", "o", "V", "s")
        await app.answer("weekly")
        wanted, ids = app.ledger.view(), app.table_ids
        assert session.kept.views == {"weekly": wanted}
    async with running(session=session) as app:
        await app.press("V", "1")
        assert app.ledger.view() == wanted
        assert app.table_ids == ids


def test_tastes_are_written_and_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from debtscope.tui.tastes import keep_tastes, read_tastes

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert read_tastes() == Tastes()
    tastes = Tastes(
        views={"weekly": View(query="is:new", grouping=CAUSE, columns=("what",))}, columns=("sev", "what"), theme="x"
    )
    keep_tastes(tastes)
    (tmp_path / "config/debtscope").mkdir(parents=True)
    (tmp_path / "config/debtscope/keys.toml").write_text('[keys]\naccept = "A"\n')
    known = read_tastes()
    assert (known.views, known.columns, known.theme, known.keys) == (
        tastes.views,
        ("sev", "what"),
        "x",
        {"accept": "A"},
    )
    (tmp_path / "state/debtscope/views.json").write_text("{half")
    (tmp_path / "config/debtscope/keys.toml").write_text("[keys")
    broken = read_tastes()
    assert "views.json is damaged" in broken.fault
    assert "keys.toml is not TOML" in broken.fault


async def test_columns_are_chosen_and_kept() -> None:
    session = FakeSession(made_book())
    async with running(session=session) as app:
        await app.press("C", "space", "j", "enter")
        assert "sev" not in session.kept.columns
        assert session.kept.columns == app.ledger.view().columns
        assert " sev " not in app.screen_lines()[2]
        await app.press("C", "J", "enter")
        assert app.ledger.view().columns[:2] == ("what", "id")
    async with running(session=session) as app:
        assert app.ledger.view().columns == session.kept.columns
        await app.press("C", "0")
        assert app.ledger.view().columns == ()


async def test_what_has_one_cause_is_one_line_decided_as_one_and_counted_as_all() -> None:
    book = made_book(300)
    causes = [i.cause for i in book.ledger.items if i.cause]
    shared = {c for c in causes if causes.count(c) > 1}
    assert shared
    async with running(book) as app:
        app.ledger.table.show_all()
        await app.settle()
        rows = app.ledger.table.rows
        assert {g.name for g in app.ledger.table.groups} == shared
        assert rows.count() == 300 - sum(causes.count(c) for c in shared) + len(shared)
        name = app.ledger.table.groups[0].name
        app.ledger.table.put_on_group(name)
        await app.settle()
        assert f"{causes.count(name)} × " in app.text()
        await app.press("d")
        assert f"{causes.count(name)} items" in app.text()
        await app.decide("1")
        ids, decision = app.session.decisions[-1]
        assert {i.cause for i in book.ledger.items if i.id in ids} == {name}
        assert (len(ids), decision.until) == (causes.count(name), "2026-11-27")
        app.ledger.table.put_on_group(name)
        await app.press("l")
        assert rows.count() == 300 - sum(causes.count(c) for c in shared) + len(shared) + causes.count(name)
