"""Marks in code: debt registered where it is taken on, and ignore marks held to what they do."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from debtscope.model.ledger import Ledger
from debtscope.model.marks import DebtMark, IgnoreMark
from debtscope.model.triage import Decision
from debtscope.model.vocabulary import Origin, Status, Verdict
from debtscope.services.scan import scan
from debtscope.services.triage import decide, undo
from debtscope.services.types import Book, ScanRequest
from debtscope.testing import write_tree
from debtscope_collectors.sources.marks.find import find_marks

ASKED = ("registered-in-code", "unsafe-model-deserialisation")
DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def marks(text: str) -> list[DebtMark | IgnoreMark]:
    return list(find_marks("a.py", text.encode()))


@pytest.mark.parametrize(
    "text",
    [
        "# debt: the cache is never emptied principal=8h interest=2h/month owner=@ana due=2027-01-31",
        "x = 1  # debt: the cache is never emptied owner=ana due=2027-01-31 interest=2h principal=1d",
        "<!-- debt: the cache is never emptied principal=8h interest=2/m owner=@ana due=2027-01-31 -->",
        "-- DEBT: the cache is never emptied principal=8 interest=2h/month owner=@ana due=2027-01-31",
    ],
)
def test_one_debt_in_many_languages(text: str) -> None:
    assert marks(f"\n{text}\n") == [
        DebtMark(
            path="a.py", line=2, text="the cache is never emptied", principal_hours=8.0, interest_hours_per_month=2.0,
            owner="ana", due="2027-01-31",
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "# the debt: total owed=3",
        "# debt: a word and no field",
        "debt: principal=8h",
        "x['debt: '] = 'principal=8h'",
        "#debtor: principal=8h",
    ],
)
def test_what_only_looks_like_one(text: str) -> None:
    assert marks(text) == []


def test_what_is_wrong_is_said_and_the_rest_counts() -> None:
    (found,) = marks("# debt: it leaks principal=eight interest=often due=soon owner=@bo")
    assert isinstance(found, DebtMark)
    assert (found.text, found.owner, found.principal_hours, found.due) == ("it leaks", "bo", None, None)
    assert [problem.split()[0] for problem in found.problems] == ["principal", "interest", "due"]


def test_ignore_marks() -> None:
    assert marks("x = load()  # debtscope: ignore[a-rule, COD-004] made by ourselves\n// debtscope: ignore\n") == [
        IgnoreMark(path="a.py", line=1, rules=("a-rule", "COD-004"), reason="made by ourselves"),
        IgnoreMark(path="a.py", line=2, rules=(), reason=""),
    ]


def test_any_bytes_are_read() -> None:
    seeded = random.Random(3)
    pieces = [
        b"# debt:",
        b"debtscope: ignore[",
        b"]",
        b"\n",
        b" principal=",
        b"9" * 90,
        b"\xff",
        b"due=",
        b"\0",
        b"#" * 500,
    ]
    for _ in range(300):
        list(find_marks("a.py", b"".join(seeded.choice(pieces) for _ in range(30))))


def ledger_of(root: Path, text: str) -> Ledger:
    write_tree(root, {"src/a.py": text})
    ledger = scan(ScanRequest(root=root, as_of=DAY, save=False), now=NOW).ledger
    return replace(ledger, items=tuple(item for item in ledger.items if item.rule.slug in ASKED))


def test_a_mark_is_an_item_with_the_numbers_of_who_wrote_it(tmp_path: Path) -> None:
    debt = "# debt: the cache is never emptied principal=8h interest=2h/month owner=@ana due=2027-01-31\n"
    (item,) = ledger_of(tmp_path, f"\n{debt}").items
    assert (item.rule.origin, item.path, item.line) == (Origin.INLINE, "src/a.py", 2)
    assert (item.principal.hours, item.interest.hours_per_month) == (8.0, 2.0)
    told = item.triage
    assert (told.status, told.owner, told.due, told.source) == (Status.PLANNED, "ana", "2027-01-31", "inline")
    (moved,) = ledger_of(tmp_path, f"x = 1\n\n{debt}").items
    assert (moved.id, moved.line) == (item.id, 3)
    twice = ledger_of(tmp_path, debt + debt).items
    assert len({one.id for one in twice}) == 2


def test_a_verdict_stands_before_the_comment_until_it_is_taken_back(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": "# debt: it leaks principal=8h due=2027-01-31\n", "LICENSE": "MIT License\n"})
    book: Book = scan(ScanRequest(root=tmp_path, as_of=DAY), now=NOW)
    (item,) = book.ledger.items
    after = decide(book, [item.id], Decision(verdict=Verdict.DISMISS, reason="gone"), by="ana", now=NOW)
    assert after.ledger.items[0].triage.status is Status.DISMISSED
    again = scan(ScanRequest(root=tmp_path, as_of=DAY), now=NOW)
    assert again.ledger.items[0].triage.status is Status.DISMISSED
    undo(again, by="ana", now=NOW)
    told = scan(ScanRequest(root=tmp_path, as_of=DAY), now=NOW).ledger.items[0].triage
    assert (told.status, told.source) == (Status.PLANNED, "inline")
    write_tree(tmp_path, {"a.py": "x = 1\n"})
    assert scan(ScanRequest(root=tmp_path, as_of=DAY), now=NOW).ledger.items[0].triage.status is Status.PAID


def test_ignore_marks_that_do_nothing_are_told(tmp_path: Path) -> None:
    ledger = ledger_of(
        tmp_path,
        "import pickle, requests\n"
        "x = pickle.loads(requests.get(URL).content)  # debtscope: ignore[unsafe-model-deserialisation] our own file\n"
        "y = 1  # debtscope: ignore[COD-004] nothing here\n"
        "z = 1  # debtscope: ignore[unsafe-model-deserialization] misspelt\n"
        "w = 1  # debtscope: ignore[COD-004]\n",
    )
    assert not ledger.items
    assert [(one.by, one.line, one.reason) for one in ledger.suppressed] == [("inline", 2, "our own file")]
    told = [one.message for one in ledger.diagnostics if one.collector == "marks"]
    assert [message.split(":")[0] for message in told] == ["line 3", "line 4", "line 5", "line 5"]
    assert "did you mean unsafe-model-deserialisation" in told[1]
    assert "gives no reason" in told[2]
    assert replace(ledger.diagnostics[-1], message="").path == "src/a.py"
