"""Past weeks from the branch's own commits: what each said, and that nothing but the history changes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from debtscope.export.history import history_csv, history_json, history_table
from debtscope.model.errors import UsageError
from debtscope.model.ledger import Item, Ledger
from debtscope.model.named import to_named
from debtscope.services.backfill import backfill
from debtscope.services.browse import open_book
from debtscope.services.history import moments
from debtscope.services.scan import scan
from debtscope.services.state import history_of, open_state
from debtscope.services.types import ScanRequest
from debtscope.store.history import BACKFILLED
from debtscope.store.snapshots import read_snapshot
from debtscope.testing import CommitSpec, git_repo

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LOAD = "import pickle\nimport requests\n\ndef load(url):\n    return pickle.loads(requests.get(url).content)\n"
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


def test_each_week_is_byte_for_byte_what_a_scan_of_its_commit_tells(tmp_path: Path) -> None:
    """What a week shares with the one before is read once; that must not show."""
    odd = '{"rate": NaN, "rows": [1, 2]}\n'
    notebook = json.dumps({"cells": [{"cell_type": "code", "source": ["import pickle\n", "pickle.load(open('m', 'rb'))\n"], "outputs": [], "execution_count": 3, "metadata": {}}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})  # fmt: skip
    train = "import random\nfrom sklearn.model_selection import train_test_split\n\ndef train(x):\n    return train_test_split(x)\n"
    git_repo(
        tmp_path,
        [
            CommitSpec(message="work", files={**LICENCE, "src/a.py": LOAD, "src/b.py": LOAD, "conf/a.yaml": "lr: 0.1\nepochs: 3\n", "conf/odd.json": odd}, on="2026-10-05"),
            CommitSpec(message="fix the build", files={"src/train.py": train, "nb/look.ipynb": notebook, "requirements.txt": "pandas\nscikit-learn==1.4\n"}, author="Ben Ode", on="2026-10-15"),
            CommitSpec(message="move", files={"conf/b.yaml": "lr: 0.1\nepochs: 3\n", "conf/copy.json": odd, "broken.py": "def (:\n"}, moves={"src/b.py": "lib/b.py"}, on="2026-10-22"),
            CommitSpec(message="settings", files={"Dockerfile": "FROM python:latest\nRUN pip install pandas\n", "conf/odd.json": None, ".mailmap": "Ana Lima <ana.lima@example.com> Ben Ode <ben.ode@example.com>\n"}, on="2026-11-02"),
            CommitSpec(message="back", files={"src/b.py": LOAD, "lib/b.py": None}, on="2026-11-10"),
        ],
    )  # fmt: skip
    fill(tmp_path, 6)
    history, _ = history_of(open_state(tmp_path, None), write=False)
    assert history is not None
    with history:
        weeks = [read_snapshot(history, one) for one in history.names() if one.state == BACKFILLED]
    assert len(weeks) == 6 and len({week.repository.revision for week in weeks}) == 5
    for week in weeks:
        alone = scan(replace(request(tmp_path), rev=week.repository.revision, as_of=date.fromisoformat(week.as_of), use_cache=False), now=NOW)  # fmt: skip
        assert any(d.path.endswith(".json") for d in week.diagnostics)
        assert timeless(week) == timeless(alone.ledger)


def timeless(ledger: Ledger) -> str:
    """Without what only the weeks before tell: since when debt is known, and what of it was paid."""
    items = tuple(replace(item, first_seen=None, last_seen=None) for item in ledger.items if item.payment is None)
    return repr(to_named(replace(ledger, items=items, run={})))


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
