"""The review: what it tells, that every form tells the same, and that no text of a repository gets the better of a page."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from plotly import graph_objects as go  # pyright: ignore[reportMissingTypeStubs] - plotly ships none

from debtscope.analytics.review import Review, analyse
from debtscope.analytics.trends import AGE_NAMES, ageing, bought, movers
from debtscope.model.errors import UsageError
from debtscope.model.triage import Decision
from debtscope.model.vocabulary import Verdict
from debtscope.report import figures
from debtscope.report.document import review_json
from debtscope.report.markdown import review_markdown
from debtscope.report.page import review_page
from debtscope.services.browse import open_book
from debtscope.services.observed import observe
from debtscope.services.reviewing import gather, record_review
from debtscope.services.scan import scan
from debtscope.services.triage import decide, undo
from debtscope.services.types import Book, ScanRequest
from debtscope.testing import CommitSpec, git_repo

LOAD = "import pickle\nimport requests\n\ndef load(url):\n    return pickle.loads(requests.get(url).content)\n"
OTHER = "import pickle\nimport requests\n\ndef restore_everything(place):\n    found = requests.get(place, timeout=9)\n    return pickle.loads(found.content)\n"
KEY = "key_id = '" + "AKIA" + "Q7ZV3MPLT2RWXKD5" + "'\n"
HOSTILE = "src/<script>alert(1)</script>&\"'.py"
FILES: Mapping[str, str | bytes | None] = {
    "LICENSE": "MIT License\n\nPermission is hereby granted, free of charge, to any person", "src/load.py": LOAD,
    "src/gone.py": OTHER, "src/known.py": OTHER.replace("everything", "nothing"),
}  # fmt: skip


def at(day: int) -> datetime:
    return datetime(2026, 11, day, 12, tzinfo=UTC)


def request(root: Path, day: int = 20) -> ScanRequest:
    return ScanRequest(root=root, as_of=date(2026, 11, day))


def review(root: Path, since: str = "7d", day: int = 20) -> Review:
    return analyse(gather(request(root, day), since, budget_hours=40, now=at(day)))


def ids(made: Review, section: str) -> list[str]:
    return [str(path) for path in made.section(section)["path"]]


def book_of(root: Path) -> Book:
    book = open_book(root)
    assert book is not None
    return book


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two weeks of a team: a key comes in, a loader is paid, one promise is broken and one acceptance ends."""
    git_repo(tmp_path, [CommitSpec(message="first", files=FILES, on="2026-10-05")])
    book = scan(request(tmp_path, 12), now=at(12))
    load = next(i.id for i in book.ledger.items if i.path == "src/load.py")
    gone = next(i.id for i in book.ledger.items if i.path == "src/gone.py")
    known = next(i.id for i in book.ledger.items if i.path == "src/known.py")
    decide(book, [load], Decision(verdict=Verdict.PLAN, owner="ana", due="2026-11-18"), by="ana", now=at(12))
    decide(book, [gone], Decision(verdict=Verdict.PLAN, owner="ben", due="2026-11-19"), by="ana", now=at(12))
    accepted = Decision(verdict=Verdict.ACCEPT, reason="known", until="2026-11-16")
    decide(book_of(tmp_path), [known], accepted, by="ana", now=at(12))
    git_repo(
        tmp_path,
        [CommitSpec(message="key", files={"src/keys.py": KEY, "src/gone.py": None, HOSTILE: LOAD}, on="2026-11-17")],
    )
    scan(request(tmp_path), now=at(20))
    decide(book_of(tmp_path), [load], Decision(note="still on it", verdict=Verdict.PLAN), by="ben", now=at(20))
    return tmp_path


def test_the_review_tells_what_came_went_fell_due_and_was_promised(root: Path) -> None:
    made = review(root)
    assert "src/keys.py" in ids(made, "new")
    assert "src/gone.py" in ids(made, "paid")
    assert ids(made, "overdue") == ["src/load.py"]
    assert ids(made, "due again") == ["src/known.py"]
    assert len(made.promises_kept) == 1 and len(made.promises_broken) == 1
    assert list(made.taken_on["author"]) == ["Ana Lima"]
    assert made.interest_paid_hours > 0
    assert list(made.decisions["by"]) == ["ben"]
    assert made.source.base == "the snapshot of 2026-11-12"


def test_every_form_tells_the_same_totals(root: Path) -> None:
    made = review(root)
    document = json.loads(review_json(made))
    schema = resources.files("debtscope.export").joinpath("schemas", "review.schema.json").read_text("utf-8")
    jsonschema.validate(document, json.loads(schema))
    figures = [
        f"{document['after']['items']} items",
        "1 new" if len(made.section("new")) == 1 else f"{len(made.section('new'))} new",
    ]
    for text in (review_markdown(made), review_page(made, {})):
        assert all(figure in text for figure in figures)
        for section in document["sections"]:
            assert all(item["id"] in text for item in section["items"])
    live = made.items["counted"].sum()
    assert live == pytest.approx(document["after"]["interest_hours_per_month"], abs=0.01)
    assert sum(row["interest"] for row in document["components"]) == pytest.approx(live, abs=0.01)


def test_each_figure_is_one_that_plotly_takes(root: Path) -> None:
    made = review(root)
    ahead = {"nothing is paid": [("2026-11-20", 1.0, 0.5, 2.0), ("2026-11-27", 1.1, 0.5, 2.2)]}
    drawn = [figures.treemap(made), figures.payback(made), figures.burn_up(made, ahead), figures.aging(made)]
    drawn += [one for one in (figures.flow(made), figures.watched(made)) if one is not None]
    assert len(drawn) >= 5
    for one in drawn:
        go.Figure(one)  # raises ValueError for a property that plotly does not know, or a value of the wrong kind
    with pytest.raises(ValueError, match="Invalid property"):
        go.Figure({"data": [{"type": "bar", "hights": [1]}]})


def test_the_boxes_of_the_treemap_come_to_the_total_whatever_is_rounded(root: Path) -> None:
    made = review(root)
    (data,) = figures.treemap(made)["data"]
    outer = [value for value, parent in zip(data["values"], data["parents"], strict=True) if not parent]
    inner = [value for value, parent in zip(data["values"], data["parents"], strict=True) if parent]
    assert outer and set(outer) == {0.0} and data["branchvalues"] == "remainder"
    assert sum(inner) == pytest.approx(made.after.interest.value, abs=0.0006)


def test_the_plan_on_the_page_says_where_each_item_is(root: Path) -> None:
    made = review(root)
    plan = review_page(made, {}).partition("<h2>Next: a plan")[2].partition("<script>")[0]
    places = [entry.item for entry in made.source.plan.entries if entry.item.path and entry.item.line]
    assert places
    assert all(f"<code>{html.escape(str(i.path), quote=True)}:{i.line}</code>" in plan for i in places)
    assert "<script" not in plan.lower()


def test_minutes_tell_who_was_there_and_nothing_that_was_taken_back(root: Path) -> None:
    book = book_of(root)
    record_review(book, by="ben", now=at(20), attendees=["ana", "be|n"])
    one = next(i.id for i in book.ledger.items if i.path == "src/keys.py")
    decide(book, [one], Decision(verdict=Verdict.DISMISS, reason="a slip of the finger"), by="ben", now=at(20))
    undo(book_of(root), by="ben", now=at(20))
    text = review_markdown(review(root))
    assert r"Present: ana, be\|n." in text
    assert "a slip of the finger" not in text
    told = bought(review(root))
    assert told.items == 1 and told.interest > 0
    assert "Planned: 1 item," in text


def test_ages_and_movers_add_up_to_the_totals(root: Path) -> None:
    made = review(root)
    ages = ageing(made.items[made.items["counted"] > 0])
    assert list(ages["age"]) == list(AGE_NAMES)
    assert ages["interest"].sum() == pytest.approx(made.after.interest.value, abs=0.01)
    moved = movers(made)
    assert len(moved)
    change = made.after.interest.value - made.before.interest.value
    assert moved["change"].sum() == pytest.approx(change, abs=0.05 * len(made.components) + 0.01)
    assert list(moved["change"].abs()) == sorted(moved["change"].abs(), reverse=True)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._script: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script" and dict(attrs).get("type") is None:
            self.scripts.append("")
            self._script = ""

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self.scripts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._script = None


def parsed(text: str) -> _Page:
    page = _Page()
    page.feed(text)
    return page


def test_the_page_loads_nothing_and_runs_only_its_own_scripts(root: Path) -> None:
    text = review_page(
        review(root), {"nothing is paid": [("2026-11-20", 1.0, 0.5, 2.0), ("2026-11-27", 2.0, 1.0, 4.0)]}
    )
    page = parsed(text)
    assert not [(t, a) for t, a in page.tags if {"src", "href", "srcset", "action"} & a.keys()]
    policy = next(
        a["content"] for t, a in page.tags if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None and "default-src 'none'" in policy
    allowed = set(re.findall(r"'sha256-([^']+)'", policy))
    assert {base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in page.scripts} == allowed
    assert len(text.encode()) < 6_000_000
    blocks = [a for t, a in page.tags if t == "script" and a.get("type") == "application/json"]
    assert len(blocks) >= 5


def test_the_small_page_leaves_the_library_to_its_server(root: Path) -> None:
    page = parsed(review_page(review(root), {}, cdn=True))
    (source,) = [a["src"] for _, a in page.tags if "src" in a]
    assert source is not None and source.startswith("https://") and "integrity" not in source
    assert len(page.scripts) == 2


def test_text_of_a_repository_is_no_markup_anywhere(root: Path) -> None:
    made = review(root)
    assert HOSTILE in ids(made, "new")
    text = review_page(made, {}, cdn=True)
    assert "<script>alert" not in text and "\x1b" not in text
    outside_code = re.sub(r"`[^`\n]*`", "", review_markdown(made))
    assert not re.search(r"(?<!\\)<script", outside_code)


def test_names_stand_on_the_page_only_when_asked_for(root: Path) -> None:
    made = review(root)
    assert "Ana Lima" not in review_page(made, {}, cdn=True)
    assert "Ana Lima" in review_page(made, {}, cdn=True, authors=True)


def test_a_fresh_clone_reviews_the_commit_of_the_day_and_says_so(tmp_path: Path) -> None:
    git_repo(tmp_path, [CommitSpec(message="first", files=FILES, on="2026-10-05")])
    git_repo(tmp_path, [CommitSpec(message="key", files={"src/keys.py": KEY}, on="2026-11-17")])
    made = review(tmp_path)
    assert "scanned for this review" in made.source.base
    assert "src/keys.py" in ids(made, "new")


@pytest.mark.parametrize("since", ["HEAD~1", "2026-11-14", "2w", "snapshot:2026-11-12"])
def test_since_is_a_revision_a_date_a_time_or_a_snapshot(root: Path, since: str) -> None:
    assert "src/keys.py" in ids(review(root, since), "new")


def test_last_is_the_last_review_that_was_recorded(root: Path) -> None:
    record_review(book_of(root), by="ana", now=at(20))
    later = review(root, "last", day=25)
    assert later.source.since == "2026-11-20"
    assert ids(later, "new") == []


def test_without_any_past_there_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    with pytest.raises(UsageError):
        review(tmp_path)


def test_logged_hours_price_both_sides_alike_or_are_told(tmp_path: Path) -> None:
    git_repo(tmp_path, [CommitSpec(message="first", files=FILES, on="2026-10-05")])
    book = scan(request(tmp_path, 18), now=at(18))
    item = next(i for i in book.ledger.items if i.path == "src/load.py")
    for _ in range(3):
        observe(book_of(tmp_path), item.id, took=item.principal.hours * 9, cost=None, by="ana", now=at(19))
    waiting = review(tmp_path, "2026-11-10", 18)
    assert "scanned for this review" in waiting.source.base
    assert waiting.before.principal_hours == pytest.approx(waiting.after.principal_hours)
    scan(request(tmp_path, 20), now=at(20))
    priced = review(tmp_path, "2026-11-18")
    assert priced.source.base == "the snapshot of 2026-11-18"
    assert priced.after.principal_hours > priced.before.principal_hours
    assert "Hours that were logged since then price" in review_markdown(priced)
    both = review(tmp_path, "2026-11-10")
    assert both.before.principal_hours == pytest.approx(both.after.principal_hours)
    assert "Hours that were logged" not in review_markdown(both)


def test_a_review_begins_at_no_day_to_come(root: Path) -> None:
    with pytest.raises(UsageError, match="lies after 2026-11-20"):
        review(root, "2027-01-01")
