"""A rule that the team switches off is left out by the next scan, told as suppressed, and comes back with undo."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from debtscope.model.errors import UsageError
from debtscope.services.browse import open_book
from debtscope.services.scan import scan
from debtscope.services.switches import switch_rule, switched_off
from debtscope.services.triage import undo
from debtscope.services.types import Book, ScanRequest
from debtscope.testing import CommitSpec, git_repo

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LOAD = "import pickle\nimport requests\n\ndef load(url):\n    return pickle.loads(requests.get(url).content)\n"


def scanned(root: Path) -> Book:
    return scan(ScanRequest(root=root, as_of=date(2026, 11, 20)), now=NOW)


def slugs(book: Book) -> set[str]:
    return {item.rule.slug for item in book.ledger.items}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    git_repo(tmp_path, [CommitSpec(message="first", files={"src/load.py": LOAD}, on="2026-10-05")])
    return scanned(tmp_path)


def test_a_rule_that_is_switched_off_is_left_out_and_told(book: Book) -> None:
    assert book.root is not None
    slug = next(item.rule.slug for item in book.ledger.items if item.path == "src/load.py")
    after = switch_rule(book, slug, enabled=False, reason="only our own files are loaded", by="ana", now=NOW)
    assert switched_off(after) == {slug: "only our own files are loaded"}
    assert slug in slugs(after), "the ledger of before stays until the next scan"
    fresh = scanned(book.root)
    assert slug not in slugs(fresh)
    told = [one for one in fresh.ledger.suppressed if one.rule == slug]
    assert [one.reason for one in told] == ["only our own files are loaded"]
    undo(fresh, by="ana", now=NOW)
    assert slug in slugs(scanned(book.root))


def test_on_again_is_a_record_of_its_own(book: Book) -> None:
    switch_rule(book, "dead-experiment-code", enabled=False, reason="x", by="ana", now=NOW)
    switch_rule(book, "dead-experiment-code", enabled=True, reason="", by="ben", now=NOW)
    assert book.root is not None
    opened = open_book(book.root)
    assert opened is not None
    assert switched_off(opened) == {}


def test_without_a_reason_nothing_is_switched_off(book: Book) -> None:
    with pytest.raises(UsageError, match="needs a reason"):
        switch_rule(book, "dead-experiment-code", enabled=False, reason=" ", by="ana", now=NOW)
