"""Whether a kept ledger is older than its repository."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from debtscope.model.ledger import SourceReport
from debtscope.model.vocabulary import SourceStatus
from debtscope.services.freshness import head_of, is_behind
from debtscope.services.types import Book, ScanRequest
from tests.tui.made import made_book

DAY = date(2026, 11, 20)
HEAD = "a" * 40


def git(root: Path, **files: str) -> None:
    for name, text in files.items():
        path = root / ".git" / name.replace("__", "/").replace("_", "-")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def book_of(root: Path, revision: str = HEAD) -> Book:
    book = replace(made_book(3), root=root, read_only=None)
    ledger = replace(book.ledger, as_of=DAY.isoformat(), sources=())
    return replace(book, ledger=replace(ledger, repository=replace(ledger.repository, revision=revision)))


def test_the_commit_is_found_loose_packed_and_detached(tmp_path: Path) -> None:
    assert head_of(tmp_path) is None
    git(tmp_path, HEAD="ref: refs/heads/main\n", packed_refs=f"# pack-refs\n{'b' * 40} refs/heads/main\n")
    assert head_of(tmp_path) == "b" * 40
    git(tmp_path, refs__heads__main=f"{HEAD}\n")
    assert head_of(tmp_path) == HEAD
    git(tmp_path, HEAD=f"{'c' * 40}\n")
    assert head_of(tmp_path) == "c" * 40
    git(tmp_path, HEAD="ref: refs/../../secret\n")
    assert head_of(tmp_path) is None


def test_another_commit_or_day_is_behind(tmp_path: Path) -> None:
    git(tmp_path, HEAD=f"{HEAD}\n")
    request = ScanRequest(root=tmp_path)
    assert not is_behind(book_of(tmp_path), request, DAY)
    assert is_behind(book_of(tmp_path, "b" * 40), request, DAY)
    assert is_behind(book_of(tmp_path), request, date(2026, 11, 21))
    assert not is_behind(book_of(tmp_path), replace(request, as_of=DAY), date(2026, 11, 21))


def test_what_could_not_be_kept_or_would_know_less_is_left_alone(tmp_path: Path) -> None:
    git(tmp_path, HEAD=f"{HEAD}\n")
    request, old = ScanRequest(root=tmp_path), book_of(tmp_path, "b" * 40)
    assert not is_behind(replace(old, read_only="no"), request, DAY)
    assert not is_behind(old, replace(request, save=False), DAY)
    named = SourceReport(
        collector="mlflow", kind="store", status=SourceStatus.READ, location="outside:/srv/mlflow.db", detail=""
    )
    assert not is_behind(replace(old, ledger=replace(old.ledger, sources=(named,))), request, DAY)
