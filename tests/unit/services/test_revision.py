"""A commit scanned where it lies: the ledger of its checkout, on its day, by its settings and decisions."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from debtscope.export import render
from debtscope.model.errors import UsageError
from debtscope.model.ledger import Ledger
from debtscope.model.triage import Decision
from debtscope.model.vocabulary import SourceStatus, Status, Verdict
from debtscope.services.scan import scan
from debtscope.services.triage import decide
from debtscope.services.types import ScanRequest
from debtscope.testing import CommitSpec, git_repo
from tests import mlflow_made

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SLOPPY = "import os, sys, re, json, math, time, csv, abc\n\ndef f(x):\n    try:\n        return g(x)\n    except:\n        pass\n"
FILES: dict[str, str | bytes | None] = {
    "src/app/__init__.py": "",
    "src/app/train.py": SLOPPY * 3,
    "src/app/broken.py": "def f(:\n",
    "src/app/naïve name.py": SLOPPY,
    "notebooks/look.ipynb": json.dumps({"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}),
    "requirements.txt": "pandas\nnumpy\n",
    "debtscope.toml": 'maturity = "production"\nignore = ["legacy/"]\n',
    "legacy/old.py": SLOPPY,
    "ignored.py": SLOPPY,
    ".gitignore": "ignored.py\n",
    ".debtscope/triage.jsonl": "",
    "data/big.csv": "a,b\n" * 50_000,
}


def git(root: Path, *arguments: str) -> str:
    command = ["git", "-c", "protocol.file.allow=always", "-c", "core.autocrlf=false", *arguments]
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def ledger(root: Path, rev: str | None = None, day: date | None = None, **other: tuple[str, ...]) -> Ledger:
    request = ScanRequest(root=root, rev=rev, as_of=day, save=False, use_cache=False, mlflow=other.get("mlflow", ()))
    return scan(request, now=NOW).ledger


def told(one: Ledger) -> str:
    """The document, without wall-clock facts."""
    from dataclasses import replace

    return render(replace(one, run={}), "json")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A repository that went on after the commit in question, with links and a submodule in it."""
    root = tmp_path_factory.mktemp("revision") / "repo"
    git_repo(root, [CommitSpec(message="Begin", on="2026-03-01", files=FILES)])
    seen = scan(ScanRequest(root=root, as_of=date(2026, 3, 2)), now=NOW)
    item = next(i for i in seen.ledger.items if i.rule.id.startswith("GEN"))
    decide(seen, [item.id], Decision(verdict=Verdict.PLAN, owner="bo"), by="ana", now=NOW)
    for made in (root / ".debtscope").glob("history.db*"):
        made.unlink()
    (root / "third/party").mkdir(parents=True)
    (root / "link.py").symlink_to("src/app/train.py")
    (root / "lost.py").symlink_to("../outside.py")
    head = git(root, "rev-parse", "HEAD")
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{head},third/party")
    commit = git_repo(root, [CommitSpec(message="Decide", on="2026-04-01", files={})])[0]
    later = {"src/app/train.py": "x = 1\n", "debtscope.toml": None, ".debtscope/triage.jsonl": None, "new.py": SLOPPY}
    git_repo(root, [CommitSpec(message="Go on", on="2026-09-01", files=later)])
    (root / "src/app/train.py").write_text("edited = True\n")
    return root, commit


def test_a_commit_yields_the_ledger_of_its_checkout_to_the_byte(place: tuple[Path, str], tmp_path: Path) -> None:
    root, commit = place
    checkout, bare = tmp_path / "checkout", tmp_path / "bare.git"
    git(root, "clone", "-q", "--no-checkout", str(root), str(checkout))
    git(checkout, "checkout", "-q", commit)
    git(root, "clone", "-q", "--bare", str(root), str(bare))
    before = git(root, "status", "--porcelain")
    wanted = ledger(checkout, day=date(2026, 4, 1))
    assert any(item.rule.id.startswith("GEN") for item in wanted.items)  # ruff has spoken
    assert any(item.triage.status is Status.PLANNED for item in wanted.items)
    assert wanted.maturity == "production"
    assert told(ledger(root, rev=commit)) == told(wanted)
    assert told(ledger(bare, rev=commit)) == told(wanted)
    assert git(root, "status", "--porcelain") == before
    assert (root / "src/app/train.py").read_text() == "edited = True\n"


def test_links_and_submodules_are_told_alike(place: tuple[Path, str]) -> None:
    root, commit = place
    messages = {d.path: d.message for d in ledger(root, rev=commit).diagnostics}
    assert messages["link.py"] == "a symbolic link, read where it points to"
    assert messages["lost.py"] == "not read: a symbolic link"
    assert messages["third/party"] == "not read: another git repository"


def test_the_day_is_the_commits_unless_another_is_given(place: tuple[Path, str]) -> None:
    root, commit = place
    assert ledger(root, rev=commit).as_of == "2026-04-01"
    assert ledger(root, rev=commit, day=date(2026, 5, 1)).as_of == "2026-05-01"
    assert ledger(root, rev="HEAD").as_of == "2026-09-01"


@pytest.mark.parametrize(("on", "day"), [("2031-01-01", "2026-11-20"), ("1970-01-01T00:00:00+00:00", "1970-01-01")])
def test_a_commit_of_an_odd_date_is_judged_on_a_day_there_is(tmp_path: Path, on: str, day: str) -> None:
    commit = git_repo(tmp_path / "r", [CommitSpec(message="odd", on=on, files={"a.py": "x = 1\n"})])[0]
    assert ledger(tmp_path / "r", rev=commit).as_of == day


def test_a_bare_repository_is_judged_by_its_own_decisions(place: tuple[Path, str], tmp_path: Path) -> None:
    root, commit = place
    git(root, "clone", "-q", "--bare", str(root), str(tmp_path / "b.git"))
    git(tmp_path / "b.git", "update-ref", "HEAD", commit)
    found = ledger(tmp_path / "b.git", day=date(2026, 4, 1))
    assert any(item.triage.owner == "bo" for item in found.items)


def test_a_lost_object_costs_its_own_file(place: tuple[Path, str], tmp_path: Path) -> None:
    root, commit = place
    shutil.copytree(root, tmp_path / "r", symlinks=True)
    blob = git(root, "rev-parse", f"{commit}:src/app/naïve name.py")
    (tmp_path / "r/.git/objects" / blob[:2] / blob[2:]).unlink()
    found = ledger(tmp_path / "r", rev=commit)
    missing = {d.path for d in found.diagnostics if "does not hold its content" in d.message}
    # the same content stands under another name too
    assert {"src/app/naïve name.py"} <= missing
    assert {file.path for file in found.files} == {"src/app/__init__.py", "src/app/train.py", "src/app/broken.py"}


def test_what_lies_outside_git_is_cut_at_the_day(place: tuple[Path, str], tmp_path: Path) -> None:
    root, commit = place
    sql = "".join(mlflow_made.version(n, mlflow_made.run_id(n - 1)) for n in (1, 2))
    sql += f"UPDATE model_versions SET creation_time = creation_time - {400 * mlflow_made.DAY} WHERE version = 1;"
    store = mlflow_made.make(
        tmp_path / "m.db", [(mlflow_made.run_id(0), 400, None), (mlflow_made.run_id(1), 3, None)], sql
    )
    with_store = ledger(root, rev=commit, mlflow=(str(store),))
    mlflow = next(s for s in with_store.sources if s.collector == "mlflow" and s.status is SourceStatus.READ)
    assert "1 versions" in mlflow.detail
    assert any("left out" in d.message for d in with_store.diagnostics)


def test_a_revision_that_is_none_is_named(place: tuple[Path, str]) -> None:
    with pytest.raises(UsageError, match="names no commit"):
        ledger(place[0], rev="no-such-thing")


def test_what_a_past_commits_blobs_say_is_remembered_where_scans_are_kept_and_nothing_else(tmp_path: Path) -> None:
    first = git_repo(
        tmp_path, [CommitSpec(message="a", on="2026-03-01", files={"src/a.py": SLOPPY, "b.py": "x = 1\n"})]
    )
    git_repo(tmp_path, [CommitSpec(message="b", on="2026-04-01", files={"src/a.py": "y = 2\n"})])
    past = ScanRequest(root=tmp_path, rev=first[-1])
    scan(past, now=NOW)
    assert not (tmp_path / ".debtscope").exists()
    scan(ScanRequest(root=tmp_path), now=NOW)

    def kept() -> tuple[int, int]:
        with closing(sqlite3.connect(tmp_path / ".debtscope/history.db")) as history:
            names = {name for (name,) in history.execute("select name from sqlite_master where type = 'table'")}
            counts = {name: history.execute(f'select count(*) from "{name}"').fetchone()[0] for name in names}
        return counts["snapshots"], counts["cache"]

    snapshots, entries = kept()
    unsaved = scan(ScanRequest(root=tmp_path, rev=first[-1], save=False), now=NOW).ledger
    assert kept() == (snapshots, entries)
    cold = scan(past, now=NOW).ledger
    assert kept()[0] == snapshots and kept()[1] > entries
    assert told(scan(past, now=NOW).ledger) == told(cold) == told(unsaved)
