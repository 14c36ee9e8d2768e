"""The scan as a use case: what is kept, what is paid, what moved, what is new, and what it leaves alone."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from debtscope.api import Workspace
from debtscope.engine.registry import Registry
from debtscope.export import render
from debtscope.model.errors import DebtscopeError, UsageError
from debtscope.model.finding import Finding
from debtscope.model.ledger import Item
from debtscope.model.rule import Facts
from debtscope.model.triage import Decision
from debtscope.model.vocabulary import ItemState, Status, Verdict
from debtscope.services.browse import excerpt, open_book, refresh
from debtscope.services.scan import scan
from debtscope.services.triage import decide
from debtscope.services.types import Book, ScanRequest
from debtscope.testing import CommitSpec, git_repo, write_tree
from tests.tiny import FailingCollector, TodoCollector, check_todos, make_registry, make_rule

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FILES = {"a.txt": "one TODO first\n", "b.txt": "two TODO second\nthree TODO third\n"}


LATER = datetime(2999, 1, 1, tzinfo=UTC)
"""A clock by which no file is so fresh that a change of it could go by unseen."""


def run(
    root: Path, *, registry: Registry | None = None, day: date = DAY, save: bool = True, cache: bool = True
) -> Book:
    request = ScanRequest(root=root, as_of=day, save=save, use_cache=cache)
    return scan(request, registry=registry or make_registry(), now=LATER)


def by_symbol(book: Book) -> dict[str | None, Item]:
    return {item.symbol: item for item in book.ledger.items}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    write_tree(folder, FILES)
    return folder


def test_items_keep_their_ids_when_lines_move(root: Path) -> None:
    before = {item.id for item in run(root).ledger.items}
    (root / "b.txt").write_text("\n\n\n# words\n" + FILES["b.txt"])
    after = run(root)
    assert {item.id for item in after.ledger.items} == before
    assert by_symbol(after)["two"].line == 5
    assert after.new_ids == frozenset()


def test_git_sees_no_change_after_a_first_scan(root: Path) -> None:
    git_repo(root, [CommitSpec(message="all", files={})])
    run(root)
    assert (root / ".debtscope" / "history.db").exists()
    status = subprocess.run(["git", "status", "--porcelain"], cwd=root, check=True, capture_output=True, text=True)
    assert status.stdout == ""


def test_the_same_input_gives_the_same_bytes_in_any_folder_with_or_without_cache(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / "copy"
    write_tree(other, FILES)
    told = {render(replace(book.ledger, run={}), "json") for book in (
        run(root), run(root), run(root, cache=False), run(other), run(other, cache=False),
    )}  # fmt: skip
    assert len(told) == 1
    assert len({render(replace(run(path, save=False).ledger, run={}), "json") for path in (root, other)}) == 1


def test_without_saving_nothing_is_written(root: Path) -> None:
    run(root, save=False)
    assert sorted(path.name for path in root.iterdir()) == ["a.txt", "b.txt"]


def test_what_is_mended_is_paid_and_what_comes_back_says_so(root: Path) -> None:
    run(root)
    (root / "a.txt").write_text("done\n")
    paid = by_symbol(run(root, day=date(2026, 11, 21)))["one"]
    assert (paid.triage.status, paid.last_seen) == (Status.PAID, "2026-11-20")
    (root / "a.txt").write_text(FILES["a.txt"])
    run(root, day=date(2026, 11, 22))
    back = by_symbol(run(root, day=date(2026, 11, 23)))["one"]
    assert back.triage.status is Status.OPEN
    assert "2026-11-21" in str(back.triage.woken)
    assert back.first_seen == "2026-11-20"
    assert back.id == paid.id


def test_nothing_is_paid_when_its_rule_its_source_or_its_file_was_not_read(root: Path) -> None:
    run(root)
    write_tree(root, {"a.txt": "done\n"})

    def broken(facts: Facts) -> Iterable[Finding]:
        raise RuntimeError(str(facts))

    stopped = run(root, registry=make_registry(make_rule(broken)))
    assert {item.state for item in stopped.ledger.items} == {ItemState.UNVERIFIED}
    assert [d.collector for d in stopped.ledger.diagnostics] == ["rule todo-line"]
    failed = run(root, registry=make_registry(collectors=(FailingCollector(),)))
    assert by_symbol(failed)["one"].state is ItemState.UNVERIFIED
    older = run(root, registry=make_registry(make_rule(version=0)))
    assert by_symbol(older)["one"].state is ItemState.UNVERIFIED
    assert by_symbol(run(root))["one"].triage.status is Status.PAID


def test_an_unreadable_file_pays_nothing(root: Path) -> None:
    run(root)
    (root / "a.txt").unlink()
    os.mkfifo(root / "a.txt")
    item = by_symbol(run(root))["one"]
    assert (item.state, item.triage.status) == (ItemState.UNVERIFIED, Status.OPEN)


def test_a_failing_collector_costs_one_diagnostic_and_tells_nothing_of_what_it_read(root: Path) -> None:
    book = run(root, registry=make_registry(collectors=(FailingCollector(), _Other())))
    assert len([d for d in book.ledger.diagnostics if d.collector == "todos"]) == 1
    assert "hunter2" not in render(book.ledger, "json")
    assert {s.collector: s.status.value for s in book.ledger.sources if s.status != "read"} == {
        "todos": "failed", "other": "absent",
    }  # fmt: skip


class _Other(TodoCollector):
    name = "other"

    def collect(self, workspace: Workspace) -> Iterator[object]:
        return iter(())


def test_a_moved_and_edited_place_keeps_its_id_through_the_log_on_every_machine(root: Path, tmp_path: Path) -> None:
    known = by_symbol(run(root))["two"].id
    (root / "b.txt").unlink()
    write_tree(root, {"moved/c.txt": "other words\ntwo TODO second\nand more\n"})
    moved = run(root)
    assert by_symbol(moved)["two"].id == known
    assert moved.new_ids == frozenset()
    clone = tmp_path / "clone"
    write_tree(clone, {"moved/c.txt": (root / "moved/c.txt").read_text(), "a.txt": FILES["a.txt"]})
    write_tree(clone, {".debtscope/triage.jsonl": (root / ".debtscope/triage.jsonl").read_text()})
    assert by_symbol(run(clone))["two"].id == known


def test_a_renamed_file_keeps_its_ids_by_git_alone(root: Path) -> None:
    git_repo(root, [CommitSpec(message="all", files={}, on="2026-01-05")])
    before = {item.id for item in run(root, save=False).ledger.items}
    git_repo(root, [CommitSpec(message="move", files={}, moves={"b.txt": "deep/er/b2.txt"}, on="2026-02-05")])
    assert {item.id for item in run(root, save=False).ledger.items} == before


def test_only_debt_that_could_have_been_seen_before_is_new(root: Path) -> None:
    run(root)
    write_tree(root, {"c.txt": "four TODO fourth\n"})
    newer = make_rule(id="TOD-002", slug="todo-too")
    book = run(root, registry=make_registry(make_rule(), newer))
    assert {(i.rule.id, i.symbol) for i in book.ledger.items if i.id in book.new_ids} == {("TOD-001", "four")}


def test_settings_and_comments_silence_and_are_shown(root: Path) -> None:
    run(root)
    write_tree(root, {
        "a.txt": "one TODO first  # debtscope: ignore[todo-line] Ana knows\n",
        "debtscope.toml": '[rules.todo-line]\nignore = ["b.txt"]\nreason = "generated"\n',
    })  # fmt: skip
    book = run(root)
    assert book.ledger.items == ()
    assert {(s.path, s.by, s.reason) for s in book.ledger.suppressed} == {
        ("a.txt", "inline", "Ana knows"), ("b.txt", "config", "generated"),
    }  # fmt: skip
    write_tree(root, {"debtscope.toml": "[rules.TOD-001]\nenabled = false\n"})
    assert [s.rule for s in run(root).ledger.suppressed] == ["todo-line"]


def test_a_line_with_a_credential_is_never_quoted(root: Path) -> None:
    write_tree(root, {"a.txt": "first\none TODO SECRET=hunter2\nlast\n"})
    book = run(root)
    assert "hunter2" not in render(book.ledger, "json")
    shown = excerpt(book, by_symbol(book)["one"])
    assert [shown.lines[0], shown.lines[2], shown.highlight_line] == ["first", "last", 2]
    assert "hunter2" not in "".join(shown.lines)
    reopened = open_book(root)
    assert reopened is not None
    assert "hunter2" not in "".join(excerpt(reopened, by_symbol(reopened)["one"]).lines)


def test_an_unchanged_repository_is_not_read_again_but_any_change_is(root: Path) -> None:
    count = 0

    def counted(facts: Facts) -> Iterable[Finding]:
        nonlocal count
        count += 1
        return check_todos(facts)

    registry = make_registry(make_rule(counted))
    first = run(root, registry=registry)
    assert count == 1
    assert replace(run(root, registry=registry).ledger, run={}) == replace(first.ledger, run={})
    assert count == 1
    run(root, registry=registry, day=date(2026, 11, 21))
    assert count == 2
    stat = (root / "a.txt").stat()
    (root / "a.txt").write_text("ten TODO first\n")  # same size, and its time is put back
    os.utime(root / "a.txt", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert "ten" in by_symbol(run(root, registry=registry, day=date(2026, 11, 21)))
    (root / "new.txt").write_text("six TODO sixth\n")
    assert "six" in by_symbol(run(root, registry=registry, day=date(2026, 11, 21)))
    (root / "b.txt").unlink()
    assert by_symbol(run(root, registry=registry, day=date(2026, 11, 21)))["two"].triage.status is Status.PAID


def test_decisions_taken_since_show_in_an_unread_repository(root: Path) -> None:
    book = run(root)
    one = by_symbol(book)["one"]
    decide(book, [one.id], Decision(verdict=Verdict.PLAN, owner="bo"), by="ana", now=NOW)
    for seen in (run(root), open_book(root), refresh(book)):
        assert seen is not None
        assert by_symbol(seen)["one"].triage.owner == "bo"


@pytest.mark.parametrize("damage", [b"junk" * 50, b"\x00" * 5000])
def test_a_damaged_store_is_told_kept_and_gone_without(root: Path, damage: bytes) -> None:
    write_tree(root, {".debtscope/history.db": damage, ".debtscope/triage.jsonl": damage})
    book = run(root)
    assert len(book.ledger.items) == 3
    assert {d.path for d in book.ledger.diagnostics} == {".debtscope/history.db", ".debtscope/triage.jsonl"}
    with pytest.raises(DebtscopeError):
        decide(book, [book.ledger.items[0].id], Decision(verdict=Verdict.PLAN), by="ana", now=NOW)
    assert (root / ".debtscope/history.db").read_bytes() == damage
    assert (root / ".debtscope/triage.jsonl").read_bytes() == damage


def test_a_linked_state_folder_is_refused_and_the_scan_goes_on(root: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (root / ".debtscope").symlink_to(elsewhere)
    book = run(root)
    assert len(book.ledger.items) == 3
    assert "--state DIR" in str(book.read_only)
    assert list(elsewhere.iterdir()) == []


def test_another_state_folder_is_used_alone(root: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    book = scan(ScanRequest(root=root, as_of=DAY, state=state), registry=make_registry())
    decide(book, [book.ledger.items[0].id], Decision(verdict=Verdict.PLAN), by="ana", now=NOW)
    assert not (root / ".debtscope").exists()
    opened = open_book(root, state)
    assert opened is not None
    assert opened.ledger.items[0].triage.status is Status.PLANNED
    assert open_book(root) is None


def test_wrong_settings_name_the_nearest_key(root: Path) -> None:
    write_tree(root, {"debtscope.toml": "[rules.todo-lnie]\nenabled = false\n"})
    with pytest.raises(UsageError) as caught:
        run(root)
    assert "debtscope.toml" in caught.value.message
    assert "todo-line" in caught.value.hint


def test_a_ledger_file_opens_read_only(root: Path, tmp_path: Path) -> None:
    made = run(root)
    path = tmp_path / "ledger.json"
    path.write_text(render(made.ledger, "json"), encoding="utf-8")
    book = open_book(path)
    assert book is not None
    assert [i.id for i in book.ledger.items] == [i.id for i in made.ledger.items]
    with pytest.raises(DebtscopeError):
        decide(book, [book.ledger.items[0].id], Decision(verdict=Verdict.PLAN), by="ana", now=NOW)
