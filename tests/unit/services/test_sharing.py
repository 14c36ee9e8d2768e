"""A repository's name in a shared database, and commands that keep their snapshots there, here SQLite."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from debtscope.services.browse import open_book
from debtscope.services.history import moments
from debtscope.services.portfolio import PortfolioRequest, gather
from debtscope.services.portfolio.local import LocalEngine
from debtscope.services.portfolio.work import ScanJob
from debtscope.services.scan import scan
from debtscope.services.sharing import shared_by
from debtscope.services.types import Place, ScanRequest
from debtscope.store.folder import StoreError
from debtscope.tui.scanner import command, request_of
from tests.tiny import make_registry

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://ana:tok3n@git.example.com/ml/churn.git", "git.example.com/ml/churn"),
        ("git@GitHub.com:ml/churn.git", "github.com/ml/churn"),
        ("ssh://git@git.example.com:2222/ml/churn", "git.example.com/ml/churn"),
        ("../churn.git", "work"),
        ("/srv/git/churn.git", "work"),
        ("file:///srv/git/churn", "work"),
    ],
)
def test_clones_of_one_repository_have_one_name(tmp_path: Path, url: str, name: str) -> None:
    root = tmp_path / "work"
    (root / ".git").mkdir(parents=True)
    (root / ".git" / "config").write_text(
        f'[core]\n\tbare = false\n[remote "origin"]\n\tfetch = +x\n\turl = {url}\n[branch "main"]\n\turl = other\n'
    )
    assert shared_by("sqlite:///x", root).repository == name


@pytest.mark.parametrize(
    ("store", "url"),
    [
        ("postgresql://h/d?repository=team%2Fchurn", "postgresql://h/d"),
        ("postgresql://h/d?sslmode=require&repository=team%2Fchurn", "postgresql://h/d?sslmode=require"),
        ("postgresql://h/d?repository=team%2Fchurn&sslmode=require", "postgresql://h/d?sslmode=require"),
    ],
)  # fmt: skip
def test_the_address_may_name_the_repository(tmp_path: Path, store: str, url: str) -> None:
    shared = shared_by(store, tmp_path)
    assert (shared.repository, shared.url) == ("team/churn", url)


def test_a_repository_without_git_is_known_by_its_folder(tmp_path: Path) -> None:
    (tmp_path / "wo\x1brk").mkdir()
    assert shared_by("sqlite:///x", tmp_path / "wo\x1brk").repository == "wo\\x1brk"


def test_snapshots_go_there_and_decisions_and_cache_stay(tmp_path: Path) -> None:
    pytest.importorskip("sqlalchemy")
    root = tmp_path / "work"
    root.mkdir()
    (root / "a.txt").write_text("one TODO\n")
    place = Place(None, f"sqlite:///{tmp_path}/shared.db")
    registry = make_registry()
    for day in (10, 20):
        (root / "a.txt").write_text(f"one TODO\nday {day} TODO\n")
        book = scan(ScanRequest(root=root, state=place, as_of=date(2026, 11, day)), registry=registry, now=NOW)
    assert [m.as_of for m in moments(root, place)] == ["2026-11-10", "2026-11-20"]
    assert moments(root) == [] and (root / ".debtscope" / "history.db").exists()
    kept = open_book(root, place)
    assert kept is not None and {i.id for i in kept.ledger.items} == {i.id for i in book.ledger.items}
    assert kept.new_ids and kept.read_only is None


def test_a_portfolio_keeps_its_repositories_snapshots_there_and_tells_nobody_the_address(tmp_path: Path) -> None:
    pytest.importorskip("sqlalchemy")
    root = tmp_path / "work"
    root.mkdir()
    (root / "load.py").write_text("import pickle\n\n\ndef load(path):\n    return pickle.load(open(path, 'rb'))\n")
    url = f"sqlite:///{tmp_path}/shared.db"
    made = gather(PortfolioRequest(targets=(root,), as_of=NOW.date(), save=True, store=url), LocalEngine(1))
    kept = open_book(root, Place(None, url))
    assert kept is not None and [i.id for i in kept.ledger.items] == [i.id for i in made.members[0].ledger.items] != []
    assert "hunter2" not in repr(ScanJob(root="/x", as_of="2026-11-20", store="postgresql://ana:hunter2@h/d"))


def test_a_store_that_cannot_be_used_is_told_before_anything_is_scanned(tmp_path: Path) -> None:
    pytest.importorskip("sqlalchemy")
    place = Place(None, f"sqlite:///{tmp_path}/no/such/folder/x.db")
    with pytest.raises(StoreError, match="does not exist"):
        scan(ScanRequest(root=tmp_path, state=place), registry=make_registry(), now=NOW)


def test_without_sqlalchemy_the_way_out_is_named(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['sqlalchemy'] = None\nfrom debtscope.cli.main import main\n"
        f"sys.exit(main(['history', '-C', {str(tmp_path)!r}, '--store', 'postgresql://ana:hunter2@h/d']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "pip install 'debtscope[sql]'" in done.stderr and "hunter2" not in done.stderr


def test_the_application_scans_into_the_same_place_without_showing_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = "postgresql://ana:hunter2@h/d"
    request = ScanRequest(root=tmp_path, state=Place(tmp_path / "s", url))
    assert "hunter2" not in json.dumps(command(request)) + repr(request)
    monkeypatch.setenv("DEBTSCOPE_STORE", url)
    assert request_of(command(request)[4:]).state == request.state
