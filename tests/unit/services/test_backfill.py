"""Past weeks from the branch's own commits: what each said, and that nothing but the history changes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from debtscope.export.history import history_csv, history_json, history_table
from debtscope.model.errors import UsageError
from debtscope.model.ledger import Item
from debtscope.services.backfill import backfill
from debtscope.services.browse import open_book
from debtscope.services.history import moments
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest
from debtscope.testing import CommitSpec, git_repo

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LOAD = "import pickle\n\ndef load(path):\n    return pickle.load(open(path, 'rb'))\n"
LICENCE = {"LICENSE": "MIT License\n\nPermission is hereby granted, free of charge, to any person"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    git_repo(
        tmp_path,
        [
            CommitSpec(message="work", files={**LICENCE, "src/a.py": "x = 1\n"}, on="2026-10-05"),
            CommitSpec(message="work", files={"src/load.py": LOAD}, on="2026-10-20"),
            CommitSpec(message="work", files={"src/other.py": LOAD}, on="2026-11-03"),
            CommitSpec(message="work", files={"src/load.py": "x = 2\n"}, on="2026-11-10"),
        ],
    )
    return tmp_path


def request(root: Path) -> ScanRequest:
    return ScanRequest(root=root, as_of=date(2026, 11, 20))


def fill(root: Path, weeks: int) -> None:
    today = scan(request(root), now=NOW)
    backfill(request(root), weeks, today.ledger, now=NOW)


def loads(items: tuple[Item, ...]) -> set[str | None]:
    return {i.path for i in items if i.rule.slug == "unsafe-model-deserialisation" and i.payment is None}


def test_every_week_is_told_by_its_own_commit(root: Path) -> None:
    today = scan(request(root), now=NOW)
    done = backfill(request(root), 8, today.ledger, now=NOW)
    assert (done.made, done.skipped) == (6, 2)
    found = moments(root)
    assert [m.as_of for m in found] == [
        "2026-10-09", "2026-10-16", "2026-10-23", "2026-10-30", "2026-11-06", "2026-11-13", "2026-11-20",
    ]  # fmt: skip
    assert [m.is_backfilled for m in found] == [True] * 6 + [False]
    counts = [m.summary.by_status["paid"] for m in found]
    assert counts[:5] == [0] * 5 and counts[5] >= 1
    assert found[2].came >= 1 and found[1].came == 0


def test_today_stays_the_last_snapshot_and_knows_since_when_debt_is_there(root: Path) -> None:
    fill(root, 8)
    book = open_book(root)
    assert book is not None and book.ledger.as_of == "2026-11-20"
    assert loads(book.ledger.items) == {"src/other.py"}
    again = scan(request(root), now=NOW)
    assert {i.first_seen for i in again.ledger.items if i.path == "src/other.py"} == {"2026-11-06"}


def test_a_second_backfill_takes_the_place_of_the_first(root: Path) -> None:
    fill(root, 8)
    fill(root, 2)
    assert [m.as_of for m in moments(root)] == ["2026-11-06", "2026-11-13", "2026-11-20"]


def test_the_work_tree_and_the_repository_stay_as_they_are(root: Path) -> None:
    scan(request(root), now=NOW)

    def state() -> dict[str, tuple[int, bytes]]:
        files = (p for p in root.rglob("*") if p.is_file() and ".debtscope" not in p.parts)
        return {str(p): (p.stat().st_mtime_ns, p.read_bytes()) for p in files}

    before = state()
    fill(root, 8)
    assert state() == before


def test_without_an_older_commit_there_is_a_sentence(tmp_path: Path) -> None:
    git_repo(tmp_path, [CommitSpec(message="work", files=LICENCE, on="2026-11-20")])
    today = scan(request(tmp_path), now=NOW)
    with pytest.raises(UsageError, match="no commit is older than a week"):
        backfill(request(tmp_path), 4, today.ledger, now=NOW)


def test_the_history_is_told_as_table_json_and_csv(root: Path) -> None:
    assert "--backfill" in history_table([])
    fill(root, 3)
    found = moments(root)
    table = history_table(found)
    assert "backfilled" in table and f"{found[-1].summary.items:,}" in table.splitlines()[4]
    document = json.loads(history_json(found))
    schema = resources.files("debtscope.export").joinpath("schemas", "history.schema.json").read_text("utf-8")
    jsonschema.validate(document, json.loads(schema))
    assert [m["as_of"] for m in document["moments"]] == [m.as_of for m in found]
    assert len(history_csv(found).splitlines()) == 5
