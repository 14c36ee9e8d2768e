"""What a repository plants beside history.db: SQLite itself would wait for it, or delete what it names."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from debtscope.store.folder import StateFolder, StoreError
from debtscope.store.history import open_history


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    made = StateFolder(tmp_path / ".debtscope")
    history = open_history(made, write=True)
    assert history is not None
    history.close()
    return made


def refused(folder: StateFolder) -> None:
    before = folder.history.read_bytes()
    for write in (False, True):
        with pytest.raises(StoreError, match="kept and not used"):
            open_history(folder, write=write)
    assert folder.history.read_bytes() == before


@pytest.mark.parametrize("ending", ["-journal", "-wal", "-shm"])
def test_a_pipe_is_not_waited_for(folder: StateFolder, ending: str) -> None:
    os.mkfifo(folder.path / f"history.db{ending}")
    refused(folder)


def test_a_link_is_not_written_through(folder: StateFolder, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"")
    (folder.path / "history.db-journal").symlink_to(victim)
    refused(folder)
    assert victim.read_bytes() == b""


def test_a_journal_that_names_another_file_deletes_nothing(folder: StateFolder, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("kept")
    name = bytes(victim)
    tail = len(name).to_bytes(4, "big") + sum(name).to_bytes(4, "big") + bytes.fromhex("d9d505f920a163d7")
    journal = bytes.fromhex("d9d505f920a163d7") + b"\0" * 504 + b"\0\0\0\0" + name + tail
    naive = folder.path / "naive.db"
    naive.write_bytes(folder.history.read_bytes())
    (folder.path / "naive.db-journal").write_bytes(journal)
    connection = sqlite3.connect(naive)
    connection.execute("SELECT * FROM snapshots")
    connection.close()
    assert not victim.exists()
    victim.write_text("kept")
    (folder.path / "history.db-journal").write_bytes(journal)
    refused(folder)
    assert victim.read_text() == "kept"


def test_an_ordinary_journal_left_by_a_killed_process_is_taken_back(folder: StateFolder) -> None:
    (folder.path / "history.db-journal").write_bytes(b"\0" * 512)
    history = open_history(folder, write=True)
    assert history is not None
    history.close()
