"""The triage log: nothing acknowledged is lost, nothing damaged is destroyed, two people's files merge."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from debtscope.model.fold import fold
from debtscope.model.triage import LogRecord
from debtscope.store.codec import make_record
from debtscope.store.folder import StateFolder, StoreError, open_folder
from debtscope.store.triage_log import LogText, append, read_log


def note(item: str, text: str = "x", parent: str | None = None) -> LogRecord:
    return make_record(
        kind="note", item=item, parent=parent, at="2026-11-20T00:00:00+00:00", by="ana", data={"note": text}
    )


def put(folder: StateFolder, *records: LogRecord) -> LogText:
    return append(folder, lambda _: records)


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    return open_folder(tmp_path, None)


def test_what_was_appended_is_read_back_with_its_neighbours(folder: StateFolder) -> None:
    first, second = note("A"), note("B", "zwei\n\u2028 \x1b[31m \udc80")
    put(folder, first)
    log = put(folder, second)
    assert log.records == (first, second)
    assert read_log(folder) == log
    assert folder.log.read_bytes().count(b"\n") == 2
    assert (folder.path / ".gitattributes").read_text().endswith("triage.jsonl merge=union\n")


def test_a_line_merged_twice_counts_once(folder: StateFolder) -> None:
    put(folder, note("A"))
    folder.log.write_bytes(folder.log.read_bytes() * 2)
    assert len(read_log(folder).records) == 1


def test_broken_lines_are_named_kept_and_written_past(folder: StateFolder) -> None:
    put(folder, note("A"))
    damaged = folder.log.read_bytes() + b'<<<<<<< HEAD\n{"v":1,"kind":7}\n{"v":1,"kind":"note","item":"B","uid'
    folder.log.write_bytes(damaged)
    log = put(folder, note("C"))
    assert [one.item for one in log.records] == ["A", "C"]
    assert [line.number for line in log.broken] == [2, 3, 4]
    assert folder.log.read_bytes().startswith(damaged + b"\n")


@pytest.mark.parametrize(
    "content",
    [
        b"\x00" * 400,
        b"SQLite format 3\x00 and more",
        b"not a log at all\n",
        b"[" * 100_000,
        b'{"v":1,"kind":"note","item":"A","uid":"u","parent":null,"at":"","by":"","data":{"n":NaN}}\n',
        b'{"v":2,"kind":"note","item":"A","uid":"u","parent":null,"at":"","by":"","data":{}}\n',
        b'{"v":1001,"kind":"note"}\n',
        b'{"v":-999,"kind":"note"}\n',
    ],
)
def test_a_damaged_or_newer_log_is_not_written_to(folder: StateFolder, content: bytes) -> None:
    folder.make()
    folder.log.write_bytes(content)
    with pytest.raises(StoreError):
        put(folder, note("A"))
    assert folder.log.read_bytes() == content
    assert read_log(folder).notes


def test_a_newer_line_among_ours_refuses_writes_and_is_read_past(folder: StateFolder) -> None:
    put(folder, note("A"))
    newer = folder.log.read_bytes() + b'{"v":2,"kind":"verdict"}\n'
    folder.log.write_bytes(newer)
    with pytest.raises(StoreError, match="newer"):
        put(folder, note("B"))
    assert folder.log.read_bytes() == newer
    assert [one.item for one in read_log(folder).records] == ["A"]


def test_unknown_kinds_are_kept(folder: StateFolder) -> None:
    future = make_record(kind="someday", item="A", parent=None, at="", by="", data={"x": [1, {"y": None}]})
    put(folder, future)
    assert put(folder, note("B")).records[0] == future


def test_links_and_pipes_are_refused(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    root = tmp_path / "root"
    root.mkdir()
    (root / ".debtscope").symlink_to(elsewhere)
    with pytest.raises(StoreError, match="symbolic link"):
        open_folder(root, None)
    (root / "inner").symlink_to(elsewhere)
    with pytest.raises(StoreError, match="symbolic link"):
        open_folder(root, root / "inner" / "state")
    (root / ".debtscope").unlink()
    folder = open_folder(root, None)
    folder.make()
    victim = elsewhere / "victim"
    victim.write_text("mine")
    folder.log.symlink_to(victim)
    with pytest.raises(StoreError):
        put(folder, note("A"))
    assert victim.read_text() == "mine"
    folder.log.unlink()
    os.mkfifo(folder.log)
    with pytest.raises(StoreError):
        read_log(folder)


def test_a_full_disk_leaves_the_log_as_it_was(folder: StateFolder) -> None:
    put(folder, note("A"))
    before = folder.log.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, hard))
    try:
        with pytest.raises(StoreError):
            put(folder, note("B", "x" * 500))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert folder.log.read_bytes() == before


WRITER = textwrap.dedent("""
    import sys
    from pathlib import Path
    from debtscope.model.fold import fold
    from debtscope.store.codec import make_record
    from debtscope.store.folder import open_folder
    from debtscope.store.triage_log import append
    folder = open_folder(Path(sys.argv[1]), None)
    for number in range(int(sys.argv[3])):
        def make(log):
            heads = fold(log.records).standing("A").heads
            data = {"note": f"{sys.argv[2]}-{number}", "follows": list(heads[1:])}
            return [make_record(kind="note", item="A", parent=heads[0] if heads else None, at="", by=sys.argv[2], data=data)]
        append(folder, make)
        print(f"{sys.argv[2]}-{number}", flush=True)
""")


def writer(root: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(root), name, str(count)], stdout=subprocess.PIPE, text=True
    )


def test_eight_writers_at_once_lose_nothing_and_make_one_chain(tmp_path: Path) -> None:
    writers = [writer(tmp_path, f"w{number}", 6) for number in range(8)]
    told = {line for one in writers for line in one.communicate(timeout=60)[0].split()}
    log = read_log(open_folder(tmp_path, None))
    assert told == {str(one.data["note"]) for one in log.records}
    assert len(log.records) == 48
    assert not log.broken
    assert len(fold(log.records).standing("A").heads) == 1


def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    folder = open_folder(tmp_path, None)
    for round_number in range(3):
        one = writer(tmp_path, f"r{round_number}", 100_000)
        assert one.stdout is not None
        told = [one.stdout.readline().strip() for _ in range(5)]
        one.kill()
        told += one.stdout.read().split("\n")[:-1]
        one.wait()
        notes = {str(r.data["note"]) for r in read_log(folder).records}
        assert {line for line in told if line} <= notes
    assert put(folder, note("B")).records[-1].item == "B"  # the dead writer's lock is gone


def test_two_branches_merge_in_git_without_conflict(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        own = ["-c", "user.name=Ana", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *own, *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    folder = open_folder(tmp_path, None)
    put(folder, note("A", "base"))
    git("add", "-A")
    git("commit", "-qm", "base")
    git("checkout", "-qb", "side")
    put(folder, note("A", "theirs"), note("B", "theirs"))
    git("commit", "-qam", "theirs")
    git("checkout", "-q", "main")
    put(folder, note("A", "mine"), note("C", "mine"))
    git("commit", "-qam", "mine")
    git("merge", "-q", "side", "-m", "merge")
    log = read_log(folder)
    assert not log.broken
    assert sorted(str(one.data["note"]) for one in log.records) == ["base", "mine", "mine", "theirs", "theirs"]


def test_a_read_only_folder_names_the_way_out(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    tree.chmod(0o555)
    try:
        if os.access(tree, os.W_OK):
            pytest.skip("this user may write anywhere")
        assert "--state DIR" in str(open_folder(tree, None).refusal())
    finally:
        tree.chmod(0o755)
        shutil.rmtree(tree)


def test_lines_are_strict_json_in_ascii(folder: StateFolder) -> None:
    put(folder, note("A", "ü"))
    raw = folder.log.read_bytes()
    assert raw.isascii()
    assert json.loads(raw)["data"] == {"note": "ü"}
