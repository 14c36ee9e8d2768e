"""What is remembered of files: untouched ones are not opened, touched ones are, and nothing is taken for something else."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from debtscope.api import FileEntry, Unreadable
from debtscope.engine import remembered
from debtscope.engine.registry import installed
from debtscope.engine.remembered import Remembered, is_settled
from debtscope.engine.workspace import open_workspace
from debtscope.export import render
from debtscope.model.frozen import frozen
from debtscope.model.settings import Settings
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest
from debtscope.store.cache import ScanCache
from debtscope.store.folder import StateFolder
from debtscope.store.history import open_history
from debtscope.testing import CommitSpec, git_repo

SECOND = 1_000_000_000
LATER = datetime(2999, 1, 1, tzinfo=UTC)


@frozen
class Length:
    count: int


class Kept:
    """A cache in memory that counts what is put."""

    def __init__(self) -> None:
        self.kept: dict[str, Mapping[str, str]] = {}
        self.puts = 0

    def files(self, name: str) -> Mapping[str, str]:
        return dict(self.kept.get(name, {}))

    def put_files(self, name: str, texts: Mapping[str, str]) -> None:
        self.kept[name] = texts
        self.puts += 1


class Folder:
    """Files in memory with times, and what was opened."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, int]] = {}
        self.opened: list[str] = []

    def identity(self, path: str) -> tuple[str, int] | None:
        found = self.files.get(path)
        return (f"{len(found[0])} {found[1]}", found[1]) if found else None

    def work(self, entry: FileEntry) -> Iterator[Length]:
        self.opened.append(entry.path)
        if self.files[entry.path][0] == "broken":
            raise Unreadable("broken")
        yield Length(count=len(self.files[entry.path][0]))

    def ask(self, cache: Kept, *, tracked: bool = True) -> dict[str, tuple[Length, ...] | None]:
        self.opened.clear()
        entries = [FileEntry(path, len(text), tracked, False) for path, (text, _) in sorted(self.files.items())]
        memory = Remembered(cache, self.identity)
        return {entry.path: found for entry, found in memory.each("length 1", Length, entries, self.work)}


def test_untouched_files_are_not_opened_again() -> None:
    folder, cache = Folder(), Kept()
    folder.files = {"a": ("one", 5 * SECOND + 1), "b": ("three", 5 * SECOND + 1)}
    first = folder.ask(cache)
    assert folder.opened == ["a", "b"]
    assert folder.ask(cache) == first == {"a": (Length(count=3),), "b": (Length(count=5),)}
    assert folder.opened == []
    assert cache.puts == 1


def test_touched_new_and_gone_files_are_seen() -> None:
    folder, cache = Folder(), Kept()
    folder.files = {"a": ("one", SECOND), "b": ("three", SECOND)}
    folder.ask(cache)
    folder.files = {"a": ("two", 2 * SECOND), "c": ("four", SECOND)}
    assert folder.ask(cache) == {"a": (Length(count=3),), "c": (Length(count=4),)}
    assert folder.opened == ["a", "c"]
    assert set(cache.kept["length 1"]) == {"a", "c"}
    folder.ask(cache, tracked=False)
    assert folder.opened == ["a", "c"], "what git says of a file is part of what it is"


def test_what_cannot_be_read_is_asked_again() -> None:
    folder, cache = Folder(), Kept()
    folder.files = {"a": ("broken", SECOND)}
    assert folder.ask(cache) == {"a": None}
    assert folder.ask(cache) == {"a": None}
    assert folder.opened == ["a"]


def test_a_file_written_a_moment_ago_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    folder, cache = Folder(), Kept()
    now = 100 * SECOND
    monkeypatch.setattr(remembered.time, "time_ns", lambda: now)
    folder.files = {"a": ("one", now - 50_000_000), "b": ("two", now - 2 * SECOND), "c": ("six", now - 200_000_001)}
    folder.ask(cache)
    folder.ask(cache)
    assert folder.opened == ["a", "b"], "of b the clock keeps whole seconds alone"
    assert is_settled(now - 3 * SECOND, now)


@pytest.mark.parametrize("damage", ["no JSON", '"no list"', "3", '[["three"]]', "[3]", "[[1,2]]", "[" * 100_000])
def test_damaged_memories_are_made_again(damage: str) -> None:
    folder, cache = Folder(), Kept()
    folder.files = {"a": ("one", SECOND)}
    folder.ask(cache)
    mark = cache.kept["length 1"]["a"].partition("\n")[0]
    for damaged in (damage, f"{mark}\n{damage}", mark):
        cache.kept["length 1"] = {"a": damaged}
        assert folder.ask(cache) == {"a": (Length(count=3),)}


MODEL = """import pandas as pd
import yaml
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

password = "{secret}"


def train(path="data/train.csv"):  # TODO: this is a hack
    cfg = yaml.safe_load(open("params.yaml"))
    frame = pd.read_csv(path)
    x_train, x_test, y_train, y_test = train_test_split(frame.drop(columns="y"), frame["y"])
    model = RandomForestClassifier(n_estimators=cfg["trees"]).fit(x_train, y_train)
    print(model.score(x_test, y_test))
    return model
"""
FILES = {
    "src/train.py": MODEL.format(secret="x"),
    "src/again.py": MODEL.format(secret="f7Gh2kQ9zLp4Wm8Rt6"),
    "src/util.py": "import os\n\n\ndef load(name):\n    return os.environ[name]\n",
    "tests/test_train.py": "from src.train import train\n\n\ndef test_train():\n    assert train\n",
    "params.yaml": "trees: 10\nunused: 3  # FIXME later\n",
    "data/people.csv": "email,name\na@b.example.org,Ann Smith\nc@d.example.org,Bob Jones\n",
    "run.sh": "# TODO: for now\npython src/train.py\n",
    "requirements.txt": "pandas\nscikit-learn==1.4\npyyaml\n",
    "Dockerfile": "FROM python:3.11\nCOPY . .\nCMD python src/train.py\n",
}


def _change(root: Path, chance: random.Random) -> None:
    """Touches one file in one of the ways in which people do."""
    files = sorted(path for path in root.rglob("*") if path.is_file() and ".git" not in path.parts)
    path = chance.choice([one for one in files if ".debtscope" not in one.parts])
    text = path.read_text()
    match chance.randrange(5):
        case 0:
            path.write_text(text + "\n# TODO: a hack for now\n")
        case 1:
            path.write_text(text.replace("\n", "\n\n", 1))
        case 2:
            path.with_name(f"copy_of_{path.name}").write_text(text)
        case 3:
            path.write_text(text.replace("train", "fit"))
        case _:
            path.unlink()


@pytest.mark.parametrize("seed", range(3))
def test_a_scan_with_memories_says_what_one_without_says(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte, after any file changed in any way."""
    monkeypatch.setattr(remembered.time, "time_ns", lambda: round(LATER.timestamp() * 1e9))
    root = tmp_path / "repo"
    git_repo(root, [CommitSpec(files=FILES, message="start", on="2026-10-01")])
    chance = random.Random(seed)
    warm, cold = tmp_path / "warm", tmp_path / "cold"
    for _ in range(4):
        ledgers: list[str] = []
        for state, use_cache in ((warm, True), (cold, False)):
            request = ScanRequest(root=root, as_of=date(2026, 11, 20), state=state, use_cache=use_cache)
            book = scan(request, registry=installed(), now=LATER)
            ledgers.append(render(replace(book.ledger, run={}), "json"))
        assert ledgers[0] == ledgers[1]
        assert '"slug"' in ledgers[0]
        _change(root, chance)


def test_a_look_at_a_commit_takes_nothing_from_what_is_known_of_the_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "repo"
    before: dict[str, str | bytes | None] = {"a.py": "x = 1\n", "gone.py": "y = 1\n"}
    git_repo(root, [CommitSpec(message="a", on="2026-03-01", files=before)])
    git_repo(root, [CommitSpec(message="b", on="2026-04-01", files={"a.py": "x = 2\n", "gone.py": None})])
    folder = StateFolder(tmp_path / "state")
    written = remembered.time.time_ns()
    monkeypatch.setattr(remembered.time, "time_ns", lambda: written + 60 * SECOND)

    def opened(rev: str | None = None) -> list[str]:
        asked: list[str] = []

        def work(entry: FileEntry) -> Iterator[Length]:
            asked.append(entry.path)
            yield Length(count=entry.size)

        history = open_history(folder, write=True)
        assert history is not None
        with history:
            cache = ScanCache(history)
            with open_workspace(root, as_of=date(2026, 5, 1), settings=Settings(), rev=rev, cache=cache) as workspace:
                assert all(found for _, found in workspace.each("length 1", [Length], workspace.files, work))
            cache.flush()
        return asked

    assert opened() == ["a.py"]
    assert opened("HEAD~1") == ["a.py", "gone.py"]
    assert opened() == [], "the past pushed out the present"
    assert opened("HEAD~1") == [], "the present pushed out the past"


def test_blobs_that_lie_in_the_tree_are_not_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "repo"
    git_repo(root, [CommitSpec(message="a", on="2026-03-01", files={"a.py": "x = 1\n", "same.py": "y = 1\n"})])
    git_repo(root, [CommitSpec(message="b", on="2026-04-01", files={"a.py": "x = 2\n"})])
    folder = StateFolder(tmp_path / "state")
    written = remembered.time.time_ns()
    monkeypatch.setattr(remembered.time, "time_ns", lambda: written + 60 * SECOND)

    def opened(name: str, rev: str | None = None) -> list[str]:
        asked: list[str] = []

        def work(entry: FileEntry) -> Iterator[Length]:
            asked.append(entry.path)
            yield Length(count=entry.size)

        history = open_history(folder, write=True)
        assert history is not None
        with history:
            cache = ScanCache(history)
            with open_workspace(root, as_of=date(2026, 5, 1), settings=Settings(), rev=rev, cache=cache) as workspace:
                assert workspace.history is not None
                found = {entry.path: kept for entry, kept in workspace.each(name, [Length], workspace.files, work)}
            cache.flush()
        assert found["same.py"] == (Length(count=6),)
        return asked

    assert opened("length 1") == ["a.py", "same.py"]
    assert opened("length 1", "HEAD~1") == ["a.py"]
    (root / "same.py").write_text("y = 2\n")  # as long as it was: its time alone tells
    assert opened("length 2") == ["a.py", "same.py"]
    assert opened("length 2", "HEAD") == ["same.py"], "what was made of the tree's file is not of the blob that it was"


def test_commits_scanned_behind_the_tree_say_what_they_say_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte, whatever is known of the tree by then."""
    root = tmp_path / "repo"
    git_repo(root, [CommitSpec(files=FILES, message="start", on="2026-10-01")])
    chance = random.Random(7)
    for day in range(2, 6):
        _change(root, chance)
        git_repo(root, [CommitSpec(message="go on", on=f"2026-10-{day:02}", files={})])
    monkeypatch.setattr(remembered.time, "time_ns", lambda: round(LATER.timestamp() * 1e9))
    state = root / ".debtscope"
    scan(ScanRequest(root=root, as_of=date(2026, 11, 20), state=state), registry=installed(), now=LATER)
    for rev in ("HEAD", "HEAD~1", "HEAD~4", "HEAD~2", "HEAD~4"):
        told = [
            scan(ScanRequest(root=root, rev=rev, use_cache=use_cache, state=state), registry=installed(), now=LATER)
            for use_cache in (True, False)
        ]
        warm, cold = [render(replace(book.ledger, run={}), "json") for book in told]
        assert warm == cold
