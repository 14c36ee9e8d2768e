"""Credentials in past commits: told where somebody asked for it, and never told as paid by a scan that did not look."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from debtscope.export import render
from debtscope.model.ledger import Item
from debtscope.model.vocabulary import ItemState, Severity, SourceStatus, Status
from debtscope.services.against import compare, older_ledger
from debtscope.services.scan import scan
from debtscope.services.types import Book, ScanRequest
from debtscope.testing import CommitSpec, git_repo

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
VALUE, OTHER = "AKIA" + "Q7ZV3MPLT2RWXKD5", "AKIA" + "T2RWXKD5Q7ZV3MPL"
KEY = f"import boto3\n\nkey_id = '{VALUE}'\n"
CLEAN = "import os\n\nkey_id = os.environ['AWS_ACCESS_KEY_ID']\n"


def looked(root: Path, *, past: bool = True, save: bool = False) -> Book:
    return scan(ScanRequest(root=root, as_of=date(2026, 11, 20), past=past, save=save), now=NOW)


def told(book: Book) -> list[Item]:
    return [item for item in book.ledger.items if item.rule.slug == "secret-in-past-commits"]


def commits(root: Path, *contents: str, path: str = "src/load.py") -> None:
    git_repo(
        root,
        [CommitSpec(message=str(n), files={path: text}, on=f"2026-10-{n + 1:02}") for n, text in enumerate(contents)],
    )


def test_a_key_that_was_taken_out_of_the_tree_is_told_with_its_commit_and_without_its_value(tmp_path: Path) -> None:
    commits(tmp_path, "x = 1\n", KEY, KEY + "\nbucket = 'b'\n", CLEAN)
    book = looked(tmp_path)
    (item,) = told(book)
    assert "src/load.py:3 (commit " in item.message and " of 2026-10-0" in item.message
    assert item.path is None
    assert VALUE not in render(book.ledger, "json") and VALUE[4:12] not in render(book.ledger, "json")
    assert not told(looked(tmp_path, past=False))


@pytest.mark.parametrize(
    "contents",
    [
        (KEY, KEY + "\nbucket = 'b'\n"),
        ("key_id = 'AKIAIOSFODNN7EXAMPLE'\n", CLEAN),
        ("password: changeme\n", "password: ${PASSWORD}\n"),
        (CLEAN, CLEAN + "\nx = 1\n"),
    ],
    ids=["it still stands", "a published example", "a placeholder", "never there"],
)
def test_what_stands_there_today_or_is_no_secret_is_not_told(tmp_path: Path, contents: tuple[str, ...]) -> None:
    commits(tmp_path, *contents)
    assert not told(looked(tmp_path))


def test_one_value_is_told_once_and_another_branch_is_not_this_one(tmp_path: Path) -> None:
    two = {"b.py": KEY, "c.py": KEY.replace(VALUE, OTHER)}
    git_repo(tmp_path, [
        CommitSpec(message="a", files={"a.py": "x = 1\n"}, on="2026-10-01"),
        CommitSpec(message="b", files=two, on="2026-10-02", branch="side"),
        CommitSpec(message="c", files={"d.py": KEY + "y = 2\n"}, on="2026-10-03", branch="side"),
        CommitSpec(message="d", files=dict.fromkeys(("b.py", "c.py", "d.py")), on="2026-10-04", branch="side"),
    ])  # fmt: skip
    assert sorted(item.subject.name for item in told(looked(tmp_path))) == [
        "c.py in past commits", "d.py in past commits",
    ]  # fmt: skip
    git_repo(tmp_path, [CommitSpec(message="e", files={"a.py": "x = 2\n"}, on="2026-10-05", branch="main")])
    assert not told(looked(tmp_path))


def test_a_gate_tells_what_a_change_brought_and_took_out_again(tmp_path: Path) -> None:
    commits(tmp_path, "x = 1\n", KEY, CLEAN)
    request = ScanRequest(root=tmp_path, as_of=date(2026, 11, 20), past=True, save=False)
    book = scan(request, now=NOW)
    brought = compare(older_ledger(request, book, "HEAD~2"), book.ledger).new
    assert [item.rule.slug for item in brought if item.rule.id == "CFG-043"] == ["secret-in-past-commits"]
    assert not [i for i in compare(older_ledger(request, book, "HEAD"), book.ledger).new if i.rule.id == "CFG-043"]


@pytest.mark.parametrize("path", ["tests/test_load.py", "vendor/lib/load.py", "node_modules/a/load.js", ".venv/a.py"])
def test_keys_of_tests_and_of_other_people_s_code_are_none(tmp_path: Path, path: str) -> None:
    commits(tmp_path, KEY, CLEAN, path=path)
    assert not told(looked(tmp_path))


def test_a_scan_that_did_not_look_tells_it_as_unverified_and_not_as_paid(tmp_path: Path) -> None:
    commits(tmp_path, KEY, CLEAN)
    (item,) = told(looked(tmp_path, save=True))
    (later,) = told(looked(tmp_path, past=False, save=True))
    assert later.id == item.id and later.state is ItemState.UNVERIFIED and later.triage.status is Status.OPEN
    sources = {one.collector: one.status for one in looked(tmp_path, past=False).ledger.sources}
    assert sources.get("past") in (None, SourceStatus.ABSENT)


def test_large_and_binary_contents_are_left_out_and_no_repository_is_no_fault(tmp_path: Path) -> None:
    big = "# padding\n" * 200_000 + KEY
    commits(tmp_path, big, CLEAN)
    book = looked(tmp_path)
    assert not told(book)
    assert any("contents of past commits not read" in one.message for one in book.ledger.diagnostics)
    bare = tmp_path / "plain"
    bare.mkdir()
    (bare / "a.py").write_text(CLEAN)
    assert not told(looked(bare))


def test_a_session_key_of_past_commits_opens_nothing_any_more(tmp_path: Path) -> None:
    commits(tmp_path, "x = 1\n", KEY.replace("AKIA", "ASIA"), CLEAN)
    (item,) = told(looked(tmp_path))
    assert (item.severity, item.symbol) == (Severity.LOW, "AWS session key")
