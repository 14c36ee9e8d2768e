"""What becomes of a decision on debt that is told in other pieces later: a group that falls apart, files that become one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from debtscope.model.ledger import Item
from debtscope.model.triage import Decision
from debtscope.model.vocabulary import Status, Verdict
from debtscope.services.browse import open_book
from debtscope.services.scan import scan
from debtscope.services.triage import decide, undo
from debtscope.services.types import Book, ScanRequest
from debtscope.testing import write_tree

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
UNTIL = "2027-02-01"
LICENCE = {
    "debtscope.toml": 'maturity = "production"\n',
    "LICENSE": "MIT License\n\nPermission is hereby granted, free of charge, to any person",
}


def copied(name: str) -> dict[str, str]:
    steps = "".join(f"    frame = frame.{name}({n})\n" for n in range(30))
    code = f"# copied from https://github.com/someone/{name}\ndef {name}(frame):\n{steps}    return frame\n"
    return {f"src/{name}.py": code}


def scanned(root: Path, days: int = 0) -> Book:
    return scan(ScanRequest(root=root, as_of=DAY + timedelta(days=days)), now=NOW + timedelta(days=days))


def copies(book: Book) -> list[Item]:
    return [
        i
        for i in book.ledger.items
        if i.rule.slug == "unattributed-third-party-code" and i.triage.status is not Status.PAID
    ]


def paid(book: Book) -> list[str]:
    return [i.id for i in book.ledger.items if i.triage.status is Status.PAID]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_tree(tmp_path, LICENCE | copied("lift") | copied("calibrate"))
    return tmp_path


ACCEPT = Decision(verdict=Verdict.ACCEPT, until=UNTIL, reason="they do not change", owner="kim")


def test_a_group_that_falls_apart_leaves_its_decision_to_its_parts(root: Path) -> None:
    [group] = copies(book := scanned(root))
    decide(book, [group.id], ACCEPT, by="ann", now=NOW)
    (root / "src/calibrate.py").unlink()
    book = scanned(root, 1)
    parts = copies(book)
    assert len(parts) == 1 and group.id not in {one.id for one in parts}
    assert {(i.triage.status, i.triage.by, i.triage.until, i.triage.owner) for i in parts} == {
        (Status.ACCEPTED, "ann", UNTIL, "kim")
    }
    again = scanned(root, 2)
    assert [i.triage for i in copies(again)] == [i.triage for i in parts]
    reopened = open_book(root)
    assert reopened is not None and [i.triage for i in copies(reopened)] == [i.triage for i in parts]
    assert {i.triage.status for i in copies(scanned(root, 90))} == {Status.OPEN}  # its day has come


def test_a_part_can_be_decided_on_anew(root: Path) -> None:
    book = scanned(root)
    decide(book, [copies(book)[0].id], ACCEPT, by="ann", now=NOW)
    (root / "src/calibrate.py").unlink()
    book = scanned(root, 1)
    one = copies(book)[0]
    book = decide(book, [one.id], Decision(verdict=Verdict.PLAN, due="2026-12-01"), by="kim", now=NOW)
    assert next(i for i in copies(book) if i.id == one.id).triage.status is Status.PLANNED
    book = undo(book, by="kim", now=NOW)
    assert next(i for i in copies(book) if i.id == one.id).triage.status is Status.ACCEPTED


def test_a_group_is_no_wider_excused_than_its_parts_were(root: Path) -> None:
    (root / "src/calibrate.py").unlink()
    book = scanned(root)
    parts = copies(book)
    decide(book, [one.id for one in parts], ACCEPT, by="ann", now=NOW)
    write_tree(root, copied("smooth"))
    book = scanned(root, 1)
    [group] = copies(book)
    assert group.triage.status is Status.OPEN and group.triage.verdict is None
    assert group.triage.woken is not None and "it holds more than was decided on" in group.triage.woken
    assert all(f"{one.id} was accepted by ann until {UNTIL}" in group.triage.woken for one in parts)
    assert paid(book) == []
    assert [i.triage.woken for i in copies(scanned(root, 2))] == [group.triage.woken]
