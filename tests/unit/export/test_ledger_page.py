"""The ledger as an HTML page: whole, inert, and without the names of those who wrote the code."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from debtscope.export import render
from debtscope.model.ledger import Introduced
from debtscope.model.owners import ProposedOwner
from tests.made import make_item, make_ledger

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\x1b]52;c;x\x07\u202e"


class _Read(HTMLParser):
    """Tags and texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_every_item_stands_on_the_page_with_its_way_out() -> None:
    items = [make_item(str(n), title=f"title {n}", message=f"message {n}") for n in range(5)]
    read = _Read(render(make_ledger(*items), "html"))
    shown = " ".join(read.texts)
    for item in items:
        assert item.title in shown and item.message in shown and item.id in shown
        assert item.remediation.splitlines()[0] in shown
    assert read.tags.count("details") == len(items)


def test_texts_of_a_repository_are_texts_and_nothing_runs_or_is_loaded() -> None:
    item = make_item(HOSTILE, title=HOSTILE, message=HOSTILE, component=HOSTILE)
    page = render(make_ledger(item), "html")
    read = _Read(page)
    assert not {"script", "img", "link", "iframe", "form"} & set(read.tags)
    assert "default-src 'none'" in page and "alert(1)" in " ".join(read.texts)
    assert not [c for c in page if c != "\n" and not c.isprintable()]


def test_who_wrote_the_code_is_not_on_it_and_who_took_it_on_is() -> None:
    item = make_item("one")
    item = replace(
        item,
        introduced=Introduced(revision="a" * 40, date="2026-01-01", author="Ana Lima"),
        proposed_owner=ProposedOwner(name="Bo Chen", by="last active author"),
        triage=replace(item.triage, owner="data-team"),
    )
    page = render(make_ledger(item), "html")
    assert "Ana Lima" not in page and "Bo Chen" not in page and "data-team" in page


def test_an_empty_ledger_says_what_was_looked_at() -> None:
    assert "No debt found by" in render(make_ledger(), "html") or "Nothing to look at" in render(make_ledger(), "html")
